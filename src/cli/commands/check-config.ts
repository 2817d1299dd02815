import { actions as allActions } from '../../actions/registry.ts';
import { openHost } from '../../agent/open-host.ts';
import { createRuleLoader } from '../../agent/rule-loader.ts';
import { enabledCollectors } from '../../agent/watch-host.ts';
import type { AlertSettings } from '../../alerts/settings.ts';
import { collectors as allCollectors } from '../../collectors/registry.ts';
import type { Config } from '../../config/config.ts';
import { formatDuration } from '../../core/duration.ts';
import { ConfigError } from '../../core/yaml/config-error.ts';
import { setUpAll } from '../../remediation/set-up.ts';
import { loadWebConfig } from '../../web/web-config/load.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { configFor, type GlobalOptions } from '../global-options.ts';

/** The longest that files are waited for that the configuration names. */
const PATIENCE_MS = 30_000;

/**
 * Says what would run under this configuration. Rejects with a ConfigError, also for files that collectors are told to
 * read, or with a WebConfigError for the file that it names. What is wrong with rule files goes to stderr, all of it.
 */
export async function checkConfig(options: GlobalOptions): Promise<ExitCode> {
  const config = await configFor(options);
  const web = config.web.config_file === undefined ? undefined : await loadWebConfig(config.web.config_file);
  if (web?.outcome instanceof Error) throw web.outcome;
  const { host, close } = openHost(config, options.hostRoot);
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const inspecting = enabledCollectors(allCollectors, config).map(({ name, inspect }) =>
    inspect(host, config.collectors.get(name)?.settings ?? {}, signal),
  );
  const problems = await Promise.all(inspecting).finally(close);
  if (problems.flat().length > 0) throw new ConfigError(problems.flat());
  const rules = await rulesInForce(config.alerts);
  if (rules.problems.length > 0) {
    process.stderr.write(`${rules.problems.join('\n')}\n`);
    return exitCodes.usage;
  }
  const all = [...config.collectors];
  const on = all
    .filter(([, { enabled }]) => enabled)
    .map(([name, { interval }]) => `${name} (every ${formatDuration(interval)})`);
  const off = all.filter(([, { enabled }]) => !enabled).map(([name]) => name);
  const lines = [
    `${options.config ?? 'The configuration'} is good.`,
    `host name   ${config.host.name}`,
    `collectors  ${on.length === 0 ? 'none' : on.join(', ')}${off.length === 0 ? '' : `; off: ${off.join(', ')}`}`,
    `alerts      ${rules.summary}`,
    `actions     ${actionsIn(config)}`,
    `web         ${config.web.enabled ? config.web.listen : 'off'}`,
    `state       ${config.state_directory}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return exitCodes.ok;
}

/** Each with its mode: whether anything is done is what one wants to know first. */
function actionsIn({ actions, remediation }: Config): string {
  if (!remediation.enabled) return 'off';
  const set = setUpAll(allActions, actions);
  const told = set.map(({ name, about, limits }) => `${name} (${about.changes ? limits.mode : 'only looks'})`);
  const words = told.length === 0 ? 'none' : told.join(', ');
  return remediation.dry_run ? `${words}; dry run: nothing is carried out` : words;
}

async function rulesInForce(settings: AlertSettings) {
  if (!settings.enabled) return { summary: 'off', problems: [] };
  const { groups, problems } = await createRuleLoader(settings).load(AbortSignal.timeout(PATIENCE_MS));
  const count = groups.reduce((sum, { rules }) => sum + rules.length, 0);
  const files = new Set(groups.map(({ file }) => file)).size;
  return { summary: `rules in force: ${count}, from files: ${files}`, problems: [...problems.values()] };
}

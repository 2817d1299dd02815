import { formatDuration } from '../../core/duration.ts';
import { loadWebConfig } from '../../web/web-config/load.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { configFor, type GlobalOptions } from '../global-options.ts';

/** Says what would run under this configuration. Rejects with a ConfigError, or a WebConfigError for the file that it names. */
export async function checkConfig(options: GlobalOptions): Promise<ExitCode> {
  const config = await configFor(options);
  const web = config.web.config_file === undefined ? undefined : await loadWebConfig(config.web.config_file);
  if (web?.outcome instanceof Error) throw web.outcome;
  const all = [...config.collectors];
  const on = all
    .filter(([, { enabled }]) => enabled)
    .map(([name, { interval }]) => `${name} (every ${formatDuration(interval)})`);
  const off = all.filter(([, { enabled }]) => !enabled).map(([name]) => name);
  const lines = [
    `${options.config ?? 'The configuration'} is good.`,
    `host name   ${config.host.name}`,
    `collectors  ${on.length === 0 ? 'none' : on.join(', ')}${off.length === 0 ? '' : `; off: ${off.join(', ')}`}`,
    `web         ${config.web.enabled ? config.web.listen : 'off'}`,
    `state       ${config.state_directory}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return exitCodes.ok;
}

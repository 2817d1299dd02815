import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, it } from 'vitest';
import { type AgentProcess, agentProcess, buildAgent, onlyCollectors } from '../support/agent-process.ts';
import { eventually } from '../support/eventually.ts';
import { privateDirectory } from '../support/private-directory.ts';

beforeAll(buildAgent);

const rule = (alert: string, expr: string) => ({ alert, expr, labels: { severity: 'warning' } });

const firing = async ({ figures }: AgentProcess) =>
  (await figures('netsteward_alerts{'))
    .flatMap((line) => /alertname="(\w+)".*alertstate="firing"/.exec(line)?.[1] ?? [])
    .sort();

it('rules of this host see what the agent tells of its actions, its alerts and itself', async () => {
  const directory = privateDirectory();
  const rules = path.join(directory, 'rules.yaml');
  const written = [
    rule('Stopped', 'netsteward_actions_stopped{cause="kill_switch"} == 1'),
    rule('RulesInForce', 'netsteward_alert_rules{state="sighted"} == 3'),
    rule('Itself', 'netsteward_build_info == 1'),
  ];
  writeFileSync(rules, JSON.stringify({ groups: [{ name: 'own', rules: written }] }));
  const agent = await agentProcess(
    {
      collectors: onlyCollectors({ host: {} }),
      alerts: { rule_files: [rules], shipped_rules: false, evaluation_interval: '500ms' },
    },
    directory,
  );
  await eventually(() => firing(agent)).toEqual(['Itself', 'RulesInForce']);
  const stop = path.join(directory, 'state/stop');
  writeFileSync(stop, 'somebody: a test\n');
  await eventually(() => firing(agent)).toEqual(['Itself', 'RulesInForce', 'Stopped']);
  rmSync(stop);
  await eventually(() => firing(agent)).toEqual(['Itself', 'RulesInForce']);
});

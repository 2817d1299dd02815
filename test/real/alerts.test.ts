import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { type AgentProcess, agentProcess, buildAgent, onlyCollectors } from '../support/agent-process.ts';
import { eventually } from '../support/eventually.ts';
import { linkPair } from '../support/link-pair.ts';
import { ip } from '../support/network-namespace.ts';
import { privateDirectory } from '../support/private-directory.ts';
import { hasProgram } from '../support/programs.ts';
import { startPrometheus } from '../support/prometheus.ts';

beforeAll(buildAgent);

function needRoot(context: TestContext): void {
  if (process.getuid?.() !== 0) context.skip('links are made by root only');
}

type Wanted = { readonly near: string; readonly holds?: string; readonly directory?: string };

/** The agent with interfaces alone, and one rule on one of them. */
async function watch({ near, holds = '0s', directory = privateDirectory() }: Wanted) {
  const rules = path.join(directory, 'rules.yaml');
  const rule = (name: string) => ({
    alert: name,
    expr: `netsteward_interface_carrier{interface="${near}"} == 0`,
    for: holds,
    labels: { severity: 'critical' },
    annotations: { summary: '{{ $labels.interface }} has no carrier' },
  });
  const write = (...names: readonly string[]) =>
    writeFileSync(rules, JSON.stringify({ groups: [{ name: 'links', rules: names.map(rule) }] }));
  write('NoCarrier');
  const settings = {
    collectors: onlyCollectors({ interface: { interval: '500ms' } }),
    alerts: { rule_files: [rules], shipped_rules: false, evaluation_interval: '1s' },
  };
  return { agent: await agentProcess(settings, directory), rules, write, directory };
}

/** `firing NoCarrier`, oldest first. */
const told = (agent: AgentProcess) =>
  agent
    .events('alert')
    .map(({ type, subject }) => `${type.replace('netsteward.alert.', '')} ${subject.replace(/\{.*/, '')}`);

const series = (agent: AgentProcess) => agent.figures('netsteward_alerts{');

describe('an alert on this host', () => {
  it('fires with the link and is resolved with it, as event, as series and for Prometheus, whose own rule agrees', async (context) => {
    needRoot(context);
    if (!hasProgram('prometheus')) context.skip('prometheus is not installed');
    const { near, far } = linkPair();
    const { agent, rules } = await watch({ near });
    const target = { targets: [new URL(agent.url).host] };
    const prometheus = await startPrometheus([{ job_name: 'netsteward', static_configs: [target] }], [rules]);
    await eventually(async () => (await prometheus.query('netsteward_interface_carrier')).size).toBeGreaterThan(0);

    ip('link', 'set', far, 'down');
    await eventually(() => told(agent)).toEqual(['firing NoCarrier']);
    const labels = `alertname="NoCarrier",interface="${near}",severity="critical",alertstate="firing"`;
    expect(await series(agent)).toEqual([`${labels}} 1`]);
    const [event] = agent.events('alert');
    expect(event).toMatchObject({ severity: 'critical', data: { details: { label_interface: near } } });
    expect(event?.data.message).toContain(`${near} has no carrier`);
    const firing = 'count(ALERTS{alertname="NoCarrier",alertstate="firing"})';
    const both = `${firing} == count(netsteward_alerts{alertname="NoCarrier",alertstate="firing"})`;
    await eventually(async () => [...(await prometheus.query(both)).values()]).toEqual(['1']);

    ip('link', 'set', far, 'up');
    await eventually(() => told(agent)).toEqual(['firing NoCarrier', 'resolved NoCarrier']);
    expect(await series(agent)).toEqual([]);
  });

  it('that is pending when the agent is killed has neither fired nor been forgotten when it is back', async (context) => {
    needRoot(context);
    const { near, far } = linkPair();
    const first = await watch({ near, holds: '1h' });
    ip('link', 'set', far, 'down');
    await eventually(() => told(first.agent)).toEqual(['pending NoCarrier']);
    const since = first.agent.events('alert')[0]?.data.details?.active_since;
    await first.agent.kill('SIGKILL');

    const second = await watch({ near, holds: '1h', directory: first.directory });
    await eventually(() => series(second.agent)).toEqual([expect.stringContaining('alertstate="pending"')]);
    ip('link', 'set', far, 'up');
    await eventually(() => told(second.agent).at(-1)).toBe('ended NoCarrier');
    expect(second.agent.events('alert').at(-1)?.data.details?.active_since).toBe(since);
    expect(told(second.agent).filter((line) => line.startsWith('firing'))).toEqual([]);
  });

  it('that fires goes on over a restart and a reload without being told again, and ends when the link is back', async (context) => {
    needRoot(context);
    const { near, far } = linkPair();
    const first = await watch({ near });
    ip('link', 'set', far, 'down');
    await eventually(() => told(first.agent)).toEqual(['firing NoCarrier']);
    await first.agent.kill('SIGTERM');
    const { agent } = await watch({ near, directory: first.directory });
    await eventually(() => series(agent)).toEqual([expect.stringContaining('alertstate="firing"')]);
    agent.signal('SIGHUP');
    await eventually(() => agent.log.filter((line) => line.includes('new configuration is in force'))).toHaveLength(1);
    await eventually(() => series(agent)).toEqual([expect.stringContaining('alertstate="firing"')]);
    ip('link', 'set', far, 'up');
    await eventually(() => told(agent).at(-1)).toBe('resolved NoCarrier');
    expect(told(agent).filter((line) => /firing|resolved/.test(line))).toEqual([
      'firing NoCarrier',
      'resolved NoCarrier',
    ]);
  });

  it('follows its rule file: a bad one leaves the old rules in force, a good one takes effect by itself', async (context) => {
    needRoot(context);
    const { near, far } = linkPair();
    const { agent, rules, write } = await watch({ near });
    writeFileSync(rules, '{ groups: [{ name: links, rules: [{ alert: Bad, expr: "1 +" }] }] }\n');
    const complaint = () => agent.log.filter((line) => line.includes('rules are not in force'));
    await eventually(complaint).toHaveLength(1);
    expect(complaint()[0]).toContain(`${rules}:1:`);
    ip('link', 'set', far, 'down');
    await eventually(() => told(agent)).toEqual(['firing NoCarrier']);
    write('NoCarrier', 'NoCarrierEither');
    await eventually(() => told(agent)).toEqual(['firing NoCarrier', 'firing NoCarrierEither']);
    write('NoCarrierEither');
    await eventually(() => told(agent).at(-1)).toBe('resolved NoCarrier');
  });
});

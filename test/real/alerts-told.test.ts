import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { agentProcess, buildAgent } from '../support/agent-process.ts';
import { alertmanager, needAlertmanager } from '../support/alertmanager.ts';
import { eventually } from '../support/eventually.ts';
import { privateDirectory } from '../support/private-directory.ts';

beforeAll(buildAgent);

const root = path.resolve(import.meta.dirname, '../..');

it('an alert of the whole agent is at a real Alertmanager until it is silenced there, here, or ends', async (context) => {
  needAlertmanager(context);
  const directory = privateDirectory();
  const rules = path.join(directory, 'rules.yaml');
  const rule = (alert: string) => ({
    alert,
    expr: 'netsteward_build_info',
    labels: { name: alert, severity: 'critical' },
  });
  const write = (...names: string[]) =>
    writeFileSync(rules, JSON.stringify({ groups: [{ name: 'g', interval: '200ms', rules: names.map(rule) }] }));
  write('one', 'two');
  const token = path.join(directory, 'token');
  writeFileSync(token, 'sesame\n');
  const manager = await alertmanager();
  await manager.start();
  const agent = await agentProcess(
    {
      alerts: {
        shipped_rules: false,
        rule_files: [rules],
        labels: { site: 'lab1' },
        webhook: { enabled: true, token_file: token },
      },
      alertmanager: { urls: [manager.url], resend_interval: '1s' },
    },
    directory,
  );
  const netsteward = (...args: string[]) => {
    const config = ['--config', path.join(directory, 'agent.yaml')];
    return spawnSync(process.execPath, ['dist/main.js', ...args, ...config], { cwd: root, encoding: 'utf8' }).stdout;
  };
  const there = async () => [...(await manager.alerts()).keys()].sort();
  const shown = (): readonly Record<string, unknown>[] => JSON.parse(netsteward('alerts', '--json'));
  const silencedBy = (name: string) => shown().find(({ labels }) => JSON.stringify(labels).includes(name))?.silenced_by;
  const told = (what: string) => agent.events('alert').filter(({ type }) => type === `netsteward.alert.${what}`);

  await eventually(there).toEqual(['one', 'two']);
  expect((await manager.alerts()).get('one')?.labels).toMatchObject({ host: 'lab', site: 'lab1' });
  const id = await manager.silence('one');
  await eventually(() => silencedBy('one')).toBe(`alertmanager:${id}`);

  const added = netsteward('silence', 'add', '--matcher', 'name=two', '--for', '1h', '--reason', 'new cables');
  expect(added).toContain('Alerts held now: 1');
  const [local = ''] = added.split(' ');
  await eventually(there).toEqual(['one']);
  await eventually(() => silencedBy('two')).toBe(local);
  expect(netsteward('alerts')).toContain('firing, silenced');
  expect(told('silenced')).toMatchObject([
    { subject: local, severity: 'notice', data: { details: { reason: 'new cables' } } },
  ]);
  expect(await agent.figures('netsteward_alert_silences ')).toEqual(['1']);
  expect((await agent.figures('netsteward_alerts{')).filter((line) => line.includes('"firing"'))).toHaveLength(2);

  netsteward('silence', 'expire', local);
  await eventually(there).toEqual(['one', 'two']);
  expect(told('silence-ended')).toMatchObject([{ subject: local, severity: 'critical' }]);
  expect(told('silence-ended')[0]?.data.message).toContain('was ended early; firing now: two');

  const startsAt = new Date().toISOString();
  const delivered = {
    status: 'firing',
    labels: { alertname: 'FleetDown' },
    annotations: {},
    startsAt,
    fingerprint: 'ab',
  };
  await fetch(`${agent.url}/alerts/received`, {
    method: 'POST',
    headers: { Authorization: 'Bearer sesame', 'Content-Type': 'application/json' },
    body: JSON.stringify({ version: '4', alerts: [delivered] }),
  });
  expect(netsteward('alerts')).toMatch(/firing, received .* FleetDown/);
  expect(told('received')).toHaveLength(1);

  netsteward('silence', 'add', '--matcher', 'name=one', '--for', '1h', '--reason', 'known');
  await eventually(() => silencedBy('one')).toMatch(/^[0-9a-f]{8}/);
  write('two');
  await eventually(() => told('resolved')).toMatchObject([
    { severity: 'info', data: { details: { label_name: 'one', silenced: true } } },
  ]);
}, 60_000);

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { alertmanager, needAlertmanager } from '../support/alertmanager.ts';
import { eventually } from '../support/eventually.ts';
import { privateDirectory } from '../support/private-directory.ts';
import { programPath } from '../support/programs.ts';
import { receivingAgent } from '../support/receiving-agent.ts';
import { exampleWith } from './example.ts';

it('a real Alertmanager delivers to the agent of the host that an alert is about, and to no other', {
  timeout: 60_000,
}, async (context) => {
  needAlertmanager(context);
  const directory = privateDirectory();
  const token = path.join(directory, 'token');
  writeFileSync(token, 'sesame\n');
  const agent = await receivingAgent({ webhook: { token_file: token } });
  const config = exampleWith('alertmanager/alertmanager.yml', {
    'http://compute1.example:9479/alerts/received': agent.url,
    '/etc/alertmanager/netsteward-token': token,
    'group_interval: 5s': 'group_interval: 1s',
  });
  const file = path.join(directory, 'alertmanager.yml');
  writeFileSync(file, config);
  const { all, exitCode } = await execa(programPath('amtool') ?? 'amtool', ['check-config', file], {
    all: true,
    reject: false,
  });
  expect(exitCode, all).toBe(0);

  const manager = await alertmanager({ config });
  await manager.start();
  const alert = (instance: string, ended = false) => ({
    labels: { alertname: 'UpstreamPortErrors', instance },
    annotations: { summary: 'the switch port has errors' },
    startsAt: new Date(Date.now() - 5_000).toISOString(),
    endsAt: new Date(Date.now() + (ended ? -1 : 600_000)).toISOString(),
  });
  await manager.post([alert('compute1.example'), alert('compute2.example')]);
  const active = () => agent.active().map(({ labels }) => labels.get('instance'));
  await eventually(active, { timeout: 20_000 }).toEqual(['compute1.example']);
  await manager.post([alert('compute1.example', true)]);
  await eventually(active, { timeout: 20_000 }).toEqual([]);
  expect(agent.told().map(([what]) => what)).toEqual(['received', 'received-ended']);
});

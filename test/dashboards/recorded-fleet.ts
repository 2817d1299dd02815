import { cpSync, globSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { startAgent } from '../../src/agent.ts';
import { allParts } from '../../src/cli/all-parts.ts';
import { parseConfig } from '../../src/config/load-config.ts';
import { privateDirectory } from '../support/private-directory.ts';
import { growingPage } from './growing-page.ts';

const root = path.join(import.meta.dirname, '../..');
const hosts = (collector: string, name: string) => `src/collectors/${collector}/fixtures/hosts/${name}`;

/** Recorded hosts that together have all there is to see, by the name that they get in Prometheus. */
const RECORDINGS: Readonly<Record<string, readonly string[]>> = {
  lab: ['test/golden/recorded'],
  bonds: [hosts('bond', 'all-modes')],
  lacp: [hosts('bond', 'lacp')],
  interfaces: [hosts('interface', 'lab')],
  tracking: [hosts('conntrack', 'linux-6.18-namespace-full/host')],
  old: [hosts('conntrack', 'linux-4.19-layout/host')],
  denied: [hosts('conntrack', 'everything-denied/host')],
  dpdk: [hosts('dpdk', 'ovs-3.1-dpdk-22.11')],
  switch: ['test/dashboards/recorded/switch/moment-1'],
  ovs: [hosts('ovs', '3.1-dpdk')],
  'ovs-bonds': [hosts('ovs-bond', '3.1')],
  sriov: [hosts('vf', 'set-up')],
  numa: [hosts('numa', 'two-nodes')],
  guests: [hosts('placement', 'two-nodes')],
  ipvs: [hosts('ipvs', 'linux-6.12')],
  keepalived: [hosts('keepalived', 'backup-2.2.7')],
  balancer: [hosts('haproxy', '2.6'), 'test/dashboards/recorded/members'],
  members: [hosts('health', 'pools')],
  machine: ['src/collectors/host/fixtures/linux-6.12-four-cpus/host'],
};

/** Many agents in one process, on a machine that may be busy with other tests: slow is not failed here. */
const CONFIG = `
interval: 2s
deadline: 20s
read_deadline: 10s
collectors: { lb-agreement: { after: 1s } }
alerts: { webhook: { enabled: true, token_file: /nonexistent } }
web: { listen: "127.0.0.1:0" }
`;

/**
 * Agents, as \`run --host-root\` starts them, on copies of the recordings, with counters that grow. Gives the targets for
 * Prometheus by name.
 */
export async function startRecordedFleet(): Promise<ReadonlyMap<string, string>> {
  const targets = new Map<string, string>();
  for (const [name, folders] of Object.entries(RECORDINGS)) {
    const copy = privateDirectory();
    for (const folder of folders) cpSync(path.join(root, folder), copy, { recursive: true });
    if (name === 'switch') playMoments(copy);
    if (name === 'sriov') countTraffic(copy);
    targets.set(name, await growingPage(await agentOn(copy, name)));
  }
  return targets;
}

/** An agent that watches a recorded host, stopped when the test has finished. Gives its address. */
export async function agentOn(hostRoot: string, name: string, settings = CONFIG): Promise<string> {
  const around = { env: {}, hostName: name, stateDirectory: hostRoot };
  const config = await parseConfig({ file: 'agent.yaml', text: settings }, allParts, around);
  const agent = await startAgent({
    config,
    hostRoot,
    version: '1.2.3',
    log: pino({ level: 'silent' }),
    onBroken: () => undefined,
  });
  onTestFinished(() => agent.stop());
  return agent.url() ?? '';
}

/** What PMD threads count goes on, from one recorded moment to the next and around again. */
function playMoments(copy: string): void {
  const moments = globSync('test/dashboards/recorded/switch/moment-*', { cwd: root }).sort();
  let turn = 0;
  const timer = setInterval(() => {
    turn += 1;
    const moment = moments[turn % moments.length];
    if (moment !== undefined) cpSync(path.join(root, moment, 'calls'), path.join(copy, 'calls'), { recursive: true });
  }, 2_000);
  onTestFinished(() => clearInterval(timer));
}

/** The recorded driver counts nothing of its virtual functions: statistics in the form of another one stand in. */
function countTraffic(copy: string): void {
  const statistics = path.join(root, 'src/collectors/vf/fixtures/derived/stats-mlx5.txt');
  const place = path.join(copy, 'sys/bus/pci/devices/0000:41:00.0/sriov');
  for (const vf of ['0', '1']) cpSync(statistics, path.join(place, vf, 'stats'));
}

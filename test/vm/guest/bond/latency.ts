// A program for the guest: how soon the agent's subscriber hears of failovers, and `ip -o monitor link` prints them.
// Writes what it measured into the file of its argument.

import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { only, startAgent } from '../agent/agent.ts';
import { startBroker } from '../agent/broker.ts';
import { openShell } from '../shell.ts';
import { until } from '../until.ts';
import { openKernelLog } from './kernel-log.ts';

/** Milliseconds from the moment at which the kernel turned to another slave. */
export type Latencies = {
  readonly subscriber: readonly number[];
  readonly monitor: readonly number[];
  /** Events that did not come, or came again. */
  readonly wrong: number;
};

const BOND = 'bond0';
const SLAVES = ['d0', 'd1'];
const FAILOVERS = 30;
/** Those that come first meet programs that have just begun. */
const WARM_UP = 10;
const PAUSE_MS = 150;

const [, , file = 'latency.json'] = process.argv;
const shell = openShell('');
await shell.run(
  [
    'modprobe bonding max_bonds=0 && modprobe dummy',
    `ip link add ${BOND} type bond mode active-backup miimon 50`,
    ...SLAVES.map((slave) => `ip link add ${slave} type dummy && ip link set ${slave} master ${BOND}`),
    `ip link set ${BOND} up`,
  ].join(' && '),
);
const broker = await startBroker();
// Polls of everything else would take all of an emulated CPU.
const agent = await startAgent(only('bond', '5s'));
const monitor = spawn('ip', ['-o', 'monitor', 'link'], { stdio: ['ignore', 'pipe', 'inherit'] });
const printed: number[] = [];
createInterface(monitor.stdout).on('line', (line) => {
  if (line.includes(`: ${BOND}: `) && line.includes(' event BONDING FAILOVER ')) printed.push(performance.now());
});
const log = openKernelLog();
const events = () => broker.arrived.filter(({ type }) => type === 'netsteward.bond.active-slave-changed');
const attribute = (path: string) => readFileSync(`/sys/class/net/${path}`, 'utf8').trim();
await delay(1_000);

const latencies = { subscriber: [] as number[], monitor: [] as number[], wrong: 0 };
for (let failover = -WARM_UP; failover < FAILOVERS; failover += 1) {
  const from = attribute(`${BOND}/bonding/active_slave`);
  const told = events().length;
  printed.length = 0;
  log.skip();
  writeFileSync(`/sys/class/net/${from}/carrier`, '0');
  await until('the subscriber hears of it', () => events().length > told);
  await until('ip prints it', () => printed.length > 0);
  const turned = log.when('making interface the new active one');
  if (failover >= 0) {
    latencies.subscriber.push((events()[told]?.at ?? Number.NaN) - turned);
    latencies.monitor.push((printed[0] ?? Number.NaN) - turned);
  }
  writeFileSync(`/sys/class/net/${from}/carrier`, '1');
  await until(`${from} is up`, () => attribute(`${from}/bonding_slave/mii_status`) === 'up');
  await delay(PAUSE_MS);
  latencies.wrong += Math.abs(events().length - told - 1);
}
writeFileSync(file, JSON.stringify(latencies satisfies Latencies));
monitor.kill();
log.close();
await agent.stop();
await broker.end();
shell.end();

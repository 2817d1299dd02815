import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Argv } from '../src/host/host.ts';
import { defaultRealHostOptions, realHost } from '../src/host/real-host.ts';
import type { PrivateSwitch } from '../test/support/private-ovs.ts';
import { type Cost, costOf, sumOf } from './cost.ts';
import { noteQuestions } from './noted-questions.ts';
import { type OvsCollector, ovsCollectors, pollOf } from './ovs-collectors.ts';
import type { Row } from './row.ts';
import { startSwitchOf50Ports } from './switch-of-50-ports.ts';

const run = promisify(execFile);
const ROUNDS = 60;
/** As the agent runs for long, what counts is what it takes once its code is compiled. */
const WARM_UP_ROUNDS = 200;
const SPAWNING_ROUNDS = 8;
/** ovs-vswitchd writes statistics to the database every five seconds. */
const UPDATE_SECONDS = 5;
const TIMES_CHEAPER = 20;
/** For one of their programs. */
const DEADLINE_MS = 15_000;

/** Full polls of a real switch beside the programs that print the same. */
export async function benchPoll(): Promise<readonly Row[]> {
  const ovs = await startSwitchOf50Ports();
  const real = realHost(defaultRealHostOptions);
  try {
    const { host, switchCommands, telemetryCommands } = noteQuestions(real);
    const dpdkSettings = { run_directories: [ovs.directory], runtime_directories: [onlyThisProcess(ovs)] };
    const settings = ({ name }: OvsCollector) =>
      name === 'dpdk' ? dpdkSettings : { run_directories: [ovs.directory] };
    const polls = Object.values(ovsCollectors).map((collector) => ({
      collector,
      poll: pollOf(collector, host, settings(collector)),
    }));
    const rounds = async (count: number) => {
      const costs = new Map<string, Cost>();
      for (const { collector, poll } of polls) costs.set(collector.name, await costOf(count, poll));
      return costs;
    };
    await rounds(WARM_UP_ROUNDS);
    const ours = await rounds(ROUNDS);
    const updates = await costOfUpdates(ovs);
    const argvs = { ovs: switchCommands(ovs.database), dpdk: telemetryCommands() };
    const theirs = { ovs: await costOfSpawning(argvs.ovs), dpdk: await costOfSpawning(argvs.dpdk) };
    const dpdk = ours.get('dpdk') ?? sumOf([]);
    const others = [...ours].filter(([name]) => name !== 'dpdk');
    const rest = sumOf(others.map(([, cost]) => cost));
    const spawned = `${argvs.ovs.length} OVS commands`;
    const both = `${spawned} and a telemetry script`;
    return [
      ...rows('poll of a real DPDK switch, 50 ports, 2 PMDs', sumOf([rest, dpdk]), both, sumOf(Object.values(theirs))),
      ...rows('… its Open vSwitch part, 5 collectors', rest, spawned, theirs.ovs),
      ...rows('… its DPDK telemetry', dpdk, 'a telemetry script', theirs.dpdk).map(({ target: _, ...row }) => row),
      ...others.map(([name, { cpu }]) => ({ figure: `… of which ${name}, CPU`, unit: 'ms', ours: cpu })),
      { figure: `… database updates in ${UPDATE_SECONDS} s, CPU`, unit: 'ms', ours: updates },
    ];
  } finally {
    real.close();
    await ovs.end();
  }
}

/** A runtime directory of DPDK in which other processes of this machine are not seen. */
function onlyThisProcess({ directory, telemetry }: PrivateSwitch): string {
  const process = path.dirname(telemetry);
  mkdirSync(path.join(directory, 'dpdk'));
  symlinkSync(process, path.join(directory, 'dpdk', path.basename(process)));
  return directory;
}

function rows(figure: string, ours: Cost, name: string, theirs: Cost): Row[] {
  const target = Math.round((theirs.cpu / TIMES_CHEAPER) * 100) / 100;
  return [
    { figure: `${figure}, CPU`, unit: 'ms', ours: ours.cpu, peer: { name, value: theirs.cpu }, target },
    { figure: `${figure}, wall`, unit: 'ms', ours: ours.wall, peer: { name, value: theirs.wall } },
  ];
}

async function costOfSpawning(argvs: readonly Argv[]): Promise<Cost> {
  return await costOf(SPAWNING_ROUNDS, async () => {
    for (const [program, ...args] of argvs) await run(program, args, { maxBuffer: 2 ** 24, timeout: DEADLINE_MS });
  });
}

/** What takes place between polls: every port has sent a packet, and the database tells so once. */
async function costOfUpdates({ ofctl }: PrivateSwitch): Promise<number> {
  const flood = async () => {
    ofctl('packet-out', 'br0', `in_port=controller packet=${'f'.repeat(12)}${'0'.repeat(108)} actions=FLOOD`);
    return await costOf(1, () => delay(UPDATE_SECONDS * 1000));
  };
  await flood();
  return (await flood()).cpu;
}

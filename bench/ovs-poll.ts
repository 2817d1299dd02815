import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Argv } from '../src/host/host.ts';
import { defaultRealHostOptions, realHost } from '../src/host/real-host.ts';
import type { PrivateSwitch } from '../test/support/private-ovs.ts';
import { type Cost, costOf, costsInTurns, sumOf } from './cost.ts';
import { noteQuestions } from './noted-questions.ts';
import { type OvsCollector, ovsCollectors, pollOf } from './ovs-collectors.ts';
import type { Row } from './row.ts';
import { startSwitchOf50Ports } from './switch-of-50-ports.ts';

const run = promisify(execFile);
const TURNS = 5;
/** In each turn. */
const ROUNDS = 20;
/** As the agent runs for long, what counts is what it takes once its code is compiled. */
const WARM_UP_ROUNDS = 200;
const SPAWNING_ROUNDS = 3;
/** ovs-vswitchd writes statistics to the database every five seconds. */
const UPDATE_SECONDS = 5;
const TIMES_CHEAPER = 20;
/** For one of their programs. */
const DEADLINE_MS = 15_000;
const SCRIPT = 'a telemetry script';
const ALL = 'all collectors';
const SWITCH = 'the collectors of the switch';
const UNKNOWN: Cost = { cpu: Number.NaN, wall: Number.NaN };

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
      name: collector.name,
      rounds: ROUNDS,
      call: pollOf(collector, host, settings(collector)),
    }));
    for (const { call } of polls) await costOf(WARM_UP_ROUNDS, call);
    const updates = await costOfUpdates(ovs);
    const argvs = switchCommands(ovs.database);
    const spawned = `${argvs.length} OVS commands`;
    const others = polls.filter(({ name }) => name !== 'dpdk');
    // The agent's collectors poll at the same moment, and share what they look for.
    const atOnce = (some: typeof polls) => async () => void (await Promise.all(some.map(({ call }) => call())));
    const costs = await costsInTurns(TURNS, [
      ...polls,
      { name: ALL, rounds: ROUNDS, call: atOnce(polls) },
      { name: SWITCH, rounds: ROUNDS, call: atOnce(others) },
      { name: spawned, rounds: SPAWNING_ROUNDS, call: () => spawnAll(argvs) },
      { name: SCRIPT, rounds: SPAWNING_ROUNDS, call: () => spawnAll(telemetryCommands()) },
    ]);
    const costOfAll = (...names: readonly string[]) => sumOf(names.map((name) => costs.get(name) ?? UNKNOWN));
    const dpdk = costOfAll('dpdk');
    return [
      ...rows(
        'poll of a real DPDK switch, 50 ports, 2 PMDs',
        costOfAll(ALL),
        `${spawned} and ${SCRIPT}`,
        costOfAll(spawned, SCRIPT),
      ),
      ...rows('… its Open vSwitch part, 5 collectors', costOfAll(SWITCH), spawned, costOfAll(spawned)),
      ...rows('… its DPDK telemetry', dpdk, SCRIPT, costOfAll(SCRIPT)).map(({ target: _, ...row }) => row),
      ...others.map(({ name }) => ({ figure: `… of which ${name}, CPU`, unit: 'ms', ours: costOfAll(name).cpu })),
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

async function spawnAll(argvs: readonly Argv[]): Promise<void> {
  for (const [program, ...args] of argvs) await run(program, args, { maxBuffer: 2 ** 24, timeout: DEADLINE_MS });
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

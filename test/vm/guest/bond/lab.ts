import { writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { type Agent, only, startAgent } from '../agent/agent.ts';
import { type Arrived, startBroker } from '../agent/broker.ts';
import { openShell, type Shell } from '../shell.ts';
import { until } from '../until.ts';
import { kernelFigures } from './kernel/figures.ts';
import { differences, type Samples, samplesIn } from './kernel/samples.ts';
import { kernelText } from './kernel/text.ts';

/** The running agent beside the guest's bonds. */
export type BondLab = {
  /** A shell in a network namespace, which is made when it is not there; the empty name is the guest's own. */
  readonly shell: (netns: string) => Promise<Shell>;
  readonly deleteNamespace: (netns: string) => Promise<void>;
  /**
   * Does something to bonds and gives what a subscriber was told of it, in order, once every figure of every bond is the
   * kernel's. The promise of `act` settles when the kernel has done what was wanted.
   */
  readonly told: (act?: () => Promise<unknown>) => Promise<readonly string[]>;
  /** What was told of a bond and its slaves from the beginning on. */
  readonly toldOf: (subject: string) => readonly string[];
  /** The agent's count of a bond's failovers. */
  readonly failovers: (bond: string, netns?: string) => Promise<number | undefined>;
  readonly end: () => Promise<void>;
};

/** A bond without slaves, whose settings are changed to mark moments. */
const FENCE = 'fence';
const MIIMON = 50;
const AGREEMENT_LIMIT_MS = 90_000;
const TYPES = 'netsteward.bond.';
const FAILOVERS = 'netsteward_bond_failovers_total';
/** The kernel does not count failovers, nor does it remember when something changed. */
const REMEMBERED = [
  FAILOVERS,
  'netsteward_bond_last_failover_timestamp_seconds',
  'netsteward_bond_slave_last_link_change_timestamp_seconds',
];

/** @param prepare makes the bonds that are there before the agent starts */
export async function startBondLab(prepare: (shell: BondLab['shell']) => Promise<void>): Promise<BondLab> {
  const shells = new Map<string, Shell>([['', openShell('')]]);
  const own = openShell('');
  const shell = async (netns: string) => {
    const open = shells.get(netns);
    if (open !== undefined) return open;
    await own.run(`ip netns add ${netns}`);
    const opened = openShell(netns);
    shells.set(netns, opened);
    return opened;
  };
  await own.run('modprobe bonding max_bonds=0 && modprobe dummy');
  await own.run(`ip link add ${FENCE} type bond miimon ${MIIMON} && ip link set ${FENCE} up`);
  await prepare(shell);
  const broker = await startBroker();
  // The check of failovers tells of bonds what the kernel does not know.
  const agent = await startAgent(`${only('bond', '500ms')}remediation: { enabled: false }\n`);

  let mark = 0;
  const caughtUp = async () => {
    mark += MIIMON;
    writeFileSync(`/sys/class/net/${FENCE}/bonding/updelay`, String(mark));
    const isMark = ({ subject, after }: Arrived) => subject === FENCE && after === mark;
    await until('the agent tells of the mark', () => broker.arrived.some(isMark));
  };

  return {
    shell,
    deleteNamespace: async (netns) => {
      shells.get(netns)?.end();
      shells.delete(netns);
      await own.run(`ip netns del ${netns}`);
    },
    told: async (act) => {
      const first = broker.arrived.length;
      await act?.();
      // What happened before the mark has been told before it or with it, and every figure has been read since.
      await caughtUp();
      await agreement(agent, shells);
      return broker.arrived
        .slice(first)
        .filter(({ type, subject }) => type.startsWith(TYPES) && subject !== FENCE)
        .map(lineOf);
    },
    toldOf: (bond) =>
      broker.arrived.filter(({ subject }) => subject === bond || subject.startsWith(`${bond}/`)).map(lineOf),
    failovers: async (bond, netns = '') =>
      samplesIn(await agent.metrics(), FAILOVERS).get(`${FAILOVERS}{netns="${netns}",bond="${bond}"}`),
    end: async () => {
      await agent.stop();
      await broker.end();
      for (const one of [own, ...shells.values()]) one.end();
    },
  };
}

/** Like `warning bond0 active-slave-changed d0 → d1`. */
function lineOf({ type, severity, subject, before, after }: Arrived): string {
  const change = before === null && after === null ? '' : ` ${before ?? 'none'} → ${after ?? 'none'}`;
  return `${severity} ${subject} ${type.replace(TYPES, '')}${change}`;
}

/** Waits until the agent's figures are the kernel's, while the kernel's are the same before and after the agent is asked. */
async function agreement(agent: Agent, shells: ReadonlyMap<string, Shell>): Promise<void> {
  const end = performance.now() + AGREEMENT_LIMIT_MS;
  for (;;) {
    const before = await kernelSamples(shells);
    const told = samplesIn(await agent.metrics(), 'netsteward_bond_');
    const after = await kernelSamples(shells);
    const comparable = new Map([...told].filter(([series]) => !REMEMBERED.some((name) => series.startsWith(name))));
    const found = [...differences(before, after), ...differences(comparable, after)];
    if (found.length > 0 && performance.now() < end) continue;
    expect(found).toEqual([]);
    return;
  }
}

async function kernelSamples(shells: ReadonlyMap<string, Shell>): Promise<Samples> {
  const samples = [...shells].map(async ([netns, shell]) => [...kernelFigures(netns, await kernelText(shell))]);
  return new Map((await Promise.all(samples)).flat());
}

import { busyBetween, busyByQueues } from '../../../ovs/threads/busy.ts';
import type { Load, Pmd } from '../reading.ts';

/** Shares of shorter times jump about. */
const SHORTEST_MS = 500;

/** Beyond this a PMD can take no more; below the second it has room again. */
const FULL = 0.95;
const ROOM = 0.85;
/** Below this a neighbour has nothing to do; above the second it has. */
const IDLE = 0.25;
const AT_WORK = 0.4;
/** One share may be chance. */
const STRIKES = 2;

/** How busy a PMD was since the last reading. Whether it is overloaded takes its neighbours: `judgeLoads`. */
export function loadOf(pmd: Omit<Pmd, 'load'>, before: Load | undefined, now: number): Load {
  const { report, queues, overhead } = pmd;
  const since = { report, at: now };
  if (before === undefined) return { busy: undefined, since, strikes: 0, overloaded: false };
  if (now - before.since.at < SHORTEST_MS) return before;
  const counted = busyBetween(before.since.report, report, (now - before.since.at) / 1000);
  // Versions that print no cycles for idle and busy iterations still tell what each queue took.
  const hasCycles = report.counters.busyCycles !== undefined;
  const busy = hasCycles || queues === undefined ? counted : busyByQueues({ queues, overhead });
  return { ...before, busy, since };
}

/**
 * Finds PMDs that can take no more while a neighbour, another PMD on their NUMA node, idles. What was found twice in a
 * row stays found until one of the two has clearly changed, so that values around a threshold make no noise.
 */
export function judgeLoads(pmds: readonly Pmd[], earlier: ReadonlyMap<number, Load>): readonly Pmd[] {
  return pmds.map((pmd) => {
    const last = earlier.get(pmd.core);
    // Nothing was measured anew.
    if (last !== undefined && last.since.at === pmd.load.since.at) return pmd;
    const others = pmds.filter(({ core, node }) => core !== pmd.core && node === pmd.node);
    const least = Math.min(...others.map(({ load }) => load.busy ?? 1));
    return { ...pmd, load: judged(pmd.load, least) };
  });
}

function judged(load: Load, leastNeighbour: number): Load {
  const { busy, overloaded } = load;
  if (busy === undefined) return load;
  if (overloaded) {
    const isOver = busy < ROOM || leastNeighbour > AT_WORK;
    return isOver ? { ...load, overloaded: false, strikes: 0 } : load;
  }
  const strikes = busy > FULL && leastNeighbour < IDLE ? load.strikes + 1 : 0;
  return { ...load, strikes, overloaded: strikes >= STRIKES };
}

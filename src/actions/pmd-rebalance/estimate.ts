import type { PmdEvidence, QueueEvidence } from './evidence.ts';

/** How Open vSwitch would give out queues by what they took, and how evenly that would load its PMDs. */
export type Estimate = {
  /** The load of each PMD by core, in shares of a core: as queues lie now, and as they would. */
  readonly now: ReadonlyMap<number, number>;
  readonly then: ReadonlyMap<number, number>;
  /** By which share the variance would fall, 0 to 1; as in `pmd-auto-lb-improvement-threshold`. 0 when it would not. */
  readonly improvement: number;
};

export type Assignment = 'cycles' | 'group';

type Load = { readonly core: number; load: number; queues: number };

/**
 * What a rebalance would make of the PMDs of one NUMA node (ovs, lib/dpif-netdev.c, `sched_numa_list_schedule` and
 * `pmd_rebalance_dry_run`): queues that are not pinned, those that took most first, each to the PMD with the least so far
 * (`group`), or up and down the row of PMDs (`cycles`). Isolated PMDs get none. Which of two equal PMDs comes first is
 * not known from outside, so the truth may be the mirror image.
 */
export function estimate(pmds: readonly PmdEvidence[], assignment: Assignment): Estimate {
  const open = pmds.filter(({ isolated }) => !isolated);
  const now = new Map(open.map(({ core, queues }) => [core, sum(queues)]));
  const loads = open.map(({ core, queues }): Load => {
    const pinned = queues.filter((queue) => queue.pinned);
    return { core, load: sum(pinned), queues: pinned.length };
  });
  const movable = open.flatMap(({ queues }) => queues.filter(({ pinned }) => !pinned));
  const sorted = movable.toSorted((a, b) => (b.usage ?? 0) - (a.usage ?? 0));
  for (const [index, { usage }] of sorted.entries()) {
    const to = assignment === 'group' ? leastOf(loads, usage ?? 0) : upAndDown(loads, index);
    if (to === undefined) break;
    to.load += usage ?? 0;
    to.queues += 1;
  }
  const then = new Map(loads.map(({ core, load }) => [core, load]));
  return { now, then, improvement: improvementOf([...now.values()], [...then.values()]) };
}

/** By which share the variance fell, 0 to 1; 0 when it did not, or was none. */
export function improvementOf(before: readonly number[], after: readonly number[]): number {
  const was = variance(before);
  return was === 0 ? 0 : Math.max(0, (was - variance(after)) / was);
}

/** Queues that took nothing go where there are fewest. */
function leastOf(loads: readonly Load[], usage: number): Load | undefined {
  const weight = ({ load, queues }: Load) => (usage > 0 ? load : queues);
  return loads.toSorted((a, b) => weight(a) - weight(b))[0];
}

/** 0 1 2 2 1 0 0 1 2 … */
function upAndDown(loads: readonly Load[], index: number): Load | undefined {
  const place = index % (loads.length * 2);
  return loads[place < loads.length ? place : loads.length * 2 - 1 - place];
}

function sum(queues: readonly QueueEvidence[]): number {
  return queues.reduce((total, { usage }) => total + (usage ?? 0), 0);
}

function variance(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  return values.reduce((total, value) => total + (value - mean) ** 2, 0) / values.length;
}

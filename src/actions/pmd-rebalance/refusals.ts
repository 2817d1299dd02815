import type { Estimate } from './estimate.ts';
import type { PmdEvidence, PmdRebalanceEvidence } from './evidence.ts';
import { type NodePmds, nodeName, openPmds, percent } from './node-of.ts';
import type { PmdRebalanceSettings } from './settings.ts';

type Busy = PmdEvidence & { readonly busy: number };

/** The two PMDs of a node that tell whether there is anything to gain. */
export type Measured = { readonly busiest: Busy; readonly idlest: Busy };

/** Why the switch as a whole is not to be touched. */
export function unfit({ auto, pmds }: PmdRebalanceEvidence): string | undefined {
  if (auto) return 'Open vSwitch moves queues by itself (other_config:pmd-auto-lb): two of a trade disagree';
  const unknown = pmds.flatMap(({ queues }) => queues).find(({ usage }) => usage === null);
  if (unknown === undefined) return undefined;
  return `Open vSwitch has not measured yet what queue ${unknown.name} takes: that takes some seconds after queues were moved or added`;
}

/** The busiest and the least busy PMD of a node, or why nothing can be gained there. */
export function measuredPmds(node: NodePmds, settings: PmdRebalanceSettings): Measured | string {
  const name = nodeName(node);
  const all = node.pmds.flatMap((pmd): readonly Busy[] => (isBusyKnown(pmd) ? [pmd] : []));
  if (all.length < node.pmds.length) {
    return `how busy the PMDs of ${name} are could not be measured: their counters were cleared, or they have just begun`;
  }
  const open = openPmds({ pmds: all })
    .filter(isBusyKnown)
    .toSorted((a, b) => b.busy - a.busy);
  const overall = all.toSorted((a, b) => b.busy - a.busy)[0];
  const [busiest, idlest] = [open[0], open.at(-1)];
  if (overall?.isolated && overall.busy >= settings.overloaded && overall.busy > (busiest?.busy ?? 0)) {
    return `core ${overall.core} is ${percent(overall.busy)} busy with queues that are pinned to it (pmd-rxq-affinity): no rebalance moves them`;
  }
  if (busiest === undefined || idlest === undefined || open.length < 2) {
    return `${name} has ${open.length} PMD that may get other queues: there is none to move them to`;
  }
  if (busiest.busy < settings.overloaded) {
    return `no PMD of ${name} is overloaded now: the busiest is core ${busiest.core} with ${percent(busiest.busy)}`;
  }
  if (idlest.busy > settings.idle) {
    return `all PMDs of ${name} are at work, the least busy is core ${idlest.core} with ${percent(idlest.busy)}: it takes more of them (pmd-cpu-mask), not another order`;
  }
  if (busiest.queues.every(({ pinned }) => pinned)) {
    return `all queues of core ${busiest.core} are pinned to it (pmd-rxq-affinity): no rebalance moves them`;
  }
  return { busiest, idlest };
}

/** A queue that has so much of what its PMD does is the reason by itself. */
const NEARLY_ALL = 0.9;

/** Why the estimate promises too little. */
export function hopeless({ busiest }: Measured, { improvement }: Estimate, wanted: number): string {
  const [largest] = busiest.queues.toSorted((a, b) => (b.usage ?? 0) - (a.usage ?? 0));
  const total = busiest.queues.reduce((sum, { usage }) => sum + (usage ?? 0), 0);
  const estimated = `the variance would fall by ${percent(improvement)}, and ${percent(wanted)} are wanted`;
  if (largest === undefined || (largest.usage ?? 0) < total * NEARLY_ALL) {
    return `giving queues out anew would change too little: ${estimated}`;
  }
  return `queue ${largest.name} alone keeps core ${busiest.core} busy, and a queue can't be shared: its port needs more queues (options:n_rxq); ${estimated}`;
}

function isBusyKnown(pmd: PmdEvidence): pmd is Busy {
  return pmd.busy !== null;
}

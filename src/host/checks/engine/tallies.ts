import { type CheckReason, checkBuckets, type GroupReport } from '../../checks.ts';

/** How long the checks of each group took, and how they ended. */
export type Tallies = {
  readonly add: (group: string, reason: CheckReason, duration: number | undefined) => void;
  /** Forgets every group but these; each of these has one, be it empty. */
  readonly keep: (groups: ReadonlySet<string>) => void;
  readonly all: () => ReadonlyMap<string, GroupReport>;
};

type Tally = { readonly durations: number[]; sum: number; readonly byReason: Partial<Record<CheckReason, number>> };

export function createTallies(): Tallies {
  const tallies = new Map<string, Tally>();
  const emptyTally = (): Tally => ({ durations: [...checkBuckets, 0].map(() => 0), sum: 0, byReason: {} });
  return {
    add: (group, reason, duration) => {
      const tally = tallies.get(group);
      if (tally === undefined) return;
      tally.byReason[reason] = (tally.byReason[reason] ?? 0) + 1;
      if (duration === undefined) return;
      const seconds = duration / 1000;
      const found = checkBuckets.findIndex((bound) => seconds <= bound);
      const bucket = found < 0 ? checkBuckets.length : found;
      tally.durations[bucket] = (tally.durations[bucket] ?? 0) + 1;
      tally.sum += seconds;
    },
    keep: (groups) => {
      for (const group of tallies.keys()) if (!groups.has(group)) tallies.delete(group);
      for (const group of groups) if (!tallies.has(group)) tallies.set(group, emptyTally());
    },
    all: () => tallies,
  };
}

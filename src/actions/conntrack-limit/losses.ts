import type { Table } from '../../conntrack/table.ts';
import type { Losses } from './evidence.ts';

/** Counters of the kernel have 32 bits. */
const WRAP = 2 ** 32;

/** What was lost between two readings of a table; null where the kernel tells no losses. */
export function lossesBetween(before: Table | undefined, after: Table | undefined): Losses | null {
  const rise = (column: string): number | undefined => {
    const [from, to] = [before?.sums.get(column), after?.sums.get(column)];
    return from === undefined || to === undefined ? undefined : (to - from + WRAP) % WRAP;
  };
  const [drop, early_drop, insert_failed] = [rise('drop'), rise('early_drop'), rise('insert_failed')];
  if (drop === undefined || early_drop === undefined || insert_failed === undefined) return null;
  return { drop, early_drop, insert_failed };
}

import type { DatabaseSync } from 'node:sqlite';
import { integerIn, optionalIntegerIn } from './row.ts';
import type { Dropped, StoreBounds } from './store.ts';

/** When the size forces events out, this share of the bound is free afterwards, so that it does not happen each time. */
const HEADROOM = 0.1;

/** How far each receiver has confirmed. */
export type Cursors = ReadonlyMap<string, number>;

/** What was deleted, and how much of it each receiver had not confirmed. */
export type Pruned = { readonly removed: number; readonly dropped: readonly Dropped[] };

/** Deletes events beyond the bounds, of `count` that there are. Call it in a transaction. */
export type Prune = (bounds: StoreBounds, cursors: Cursors, now: number, count: number) => Pruned;

export function openPrune(database: DatabaseSync): Prune {
  const pragma = (name: string) => integerIn(database.prepare(`PRAGMA ${name}`).get(), name);
  const pageSize = pragma('page_size');
  const oldest = database.prepare('SELECT sequence FROM events ORDER BY sequence LIMIT 1 OFFSET ?');
  const usedBytes = () => (pragma('page_count') - pragma('freelist_count')) * pageSize;
  const removals = { age: removal(database, 'time < ?'), order: removal(database, 'sequence <= ?') };

  return ({ maxAgeSeconds, maxEvents, maxBytes }, cursors, now, count) => {
    const dropped = new Map<string, Dropped>();
    const tell: Tell = (more) => dropped.set(more.receiver, joined(dropped.get(more.receiver), more));
    const removeOldest = (amount: number) => {
      const last = integerIn(oldest.get(amount - 1), 'sequence');
      return removals.order(last, cursors, tell);
    };
    let left = count - removals.age(Math.floor(now - maxAgeSeconds * 1000), cursors, tell);
    if (left > maxEvents) left -= removeOldest(left - maxEvents);
    for (let used = usedBytes(); used > maxBytes && left > 0; used = usedBytes()) {
      left -= removeOldest(Math.ceil(left * (1 - ((1 - HEADROOM) * maxBytes) / used)));
    }
    return { removed: count - left, dropped: [...dropped.values()] };
  };
}

type Tell = (dropped: Dropped) => void;

/** Returns the call that deletes the events for which the condition holds, tells what each receiver loses and how many they were. */
function removal(database: DatabaseSync, condition: string) {
  const lost = database.prepare(
    `SELECT count(*) AS count, min(sequence) AS first, max(sequence) AS last FROM events WHERE ${condition} AND sequence > ?`,
  );
  const remove = database.prepare(`DELETE FROM events WHERE ${condition}`);
  return (limit: number, cursors: Cursors, tell: Tell): number => {
    for (const [receiver, cursor] of cursors) {
      const row = lost.get(limit, cursor);
      const from = optionalIntegerIn(row, 'first');
      const to = optionalIntegerIn(row, 'last');
      if (from !== undefined && to !== undefined) tell({ receiver, count: integerIn(row, 'count'), from, to });
    }
    return Number(remove.run(limit).changes);
  };
}

/** Two losses of one receiver, told as one. */
export function joined(a: Dropped | undefined, b: Dropped): Dropped {
  if (a === undefined) return b;
  return {
    receiver: b.receiver,
    count: a.count + b.count,
    from: Math.min(a.from, b.from),
    to: Math.max(a.to, b.to),
  };
}

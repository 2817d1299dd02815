import type { DatabaseSync } from 'node:sqlite';
import { integerIn, optionalIntegerIn } from './row.ts';
import type { Dropped, StoreBounds } from './store.ts';

/** When the size forces events out, this share of the bound is free afterwards, so that it does not happen each time. */
const HEADROOM = 0.1;

/** Deletes events beyond the bounds; `cursors` says how far each receiver has confirmed. Call it in a transaction. */
export type Prune = (bounds: StoreBounds, cursors: ReadonlyMap<string, number>, now: number) => readonly Dropped[];

export function openPrune(database: DatabaseSync): Prune {
  const pragma = (name: string) => integerIn(database.prepare(`PRAGMA ${name}`).get(), name);
  const pageSize = pragma('page_size');
  const events = database.prepare('SELECT count(*) AS count FROM events');
  const oldest = database.prepare('SELECT sequence FROM events ORDER BY sequence LIMIT 1 OFFSET ?');
  const count = () => integerIn(events.get(), 'count');
  const usedBytes = () => (pragma('page_count') - pragma('freelist_count')) * pageSize;
  const removals = { age: removal(database, 'time < ?'), order: removal(database, 'sequence <= ?') };

  const removeOldest = (amount: number, tell: Tell, cursors: ReadonlyMap<string, number>) => {
    const last = optionalIntegerIn(oldest.get(amount - 1), 'sequence');
    if (last !== undefined) removals.order(last, cursors, tell);
  };

  return ({ maxAgeSeconds, maxEvents, maxBytes }, cursors, now) => {
    const dropped = new Map<string, Dropped>();
    const tell: Tell = (more) => dropped.set(more.receiver, joined(dropped.get(more.receiver), more));
    removals.age(Math.floor(now - maxAgeSeconds * 1000), cursors, tell);
    const excess = count() - maxEvents;
    if (excess > 0) removeOldest(excess, tell, cursors);
    for (let used = usedBytes(), left = count(); used > maxBytes && left > 0; used = usedBytes(), left = count()) {
      removeOldest(Math.ceil(left * (1 - ((1 - HEADROOM) * maxBytes) / used)), tell, cursors);
    }
    return [...dropped.values()];
  };
}

type Tell = (dropped: Dropped) => void;

/** Returns the call that deletes the events for which the condition holds, after counting what each receiver loses. */
function removal(database: DatabaseSync, condition: string) {
  const lost = database.prepare(
    `SELECT count(*) AS count, min(sequence) AS first, max(sequence) AS last FROM events WHERE ${condition} AND sequence > ?`,
  );
  const remove = database.prepare(`DELETE FROM events WHERE ${condition}`);
  return (limit: number, cursors: ReadonlyMap<string, number>, tell: Tell) => {
    for (const [receiver, cursor] of cursors) {
      const row = lost.get(limit, cursor);
      const from = optionalIntegerIn(row, 'first');
      const to = optionalIntegerIn(row, 'last');
      if (from !== undefined && to !== undefined) tell({ receiver, count: integerIn(row, 'count'), from, to });
    }
    remove.run(limit);
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

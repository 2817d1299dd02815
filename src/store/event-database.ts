import type { States } from '../core/state.ts';
import { type EventReads, eventReads, eventWrites } from './event-rows.ts';
import { openNumbering } from './numbering.ts';
import { type OpenDatabase, openDatabase } from './open-database.ts';
import { type Cursors, openPrune } from './prune.ts';
import { type ReceiverRows, receiverRows } from './receiver-rows.ts';
import { integerIn } from './row.ts';
import { stateRows } from './state-rows.ts';
import type { Boots, Dropped, StoreBounds } from './store.ts';
import { guard, storeErrorOf } from './store-error.ts';
import { inTransaction } from './transaction.ts';
import type { Unwritten } from './unwritten.ts';

/** The open database in the store's own terms. Every call throws a StoreError when SQLite refuses. */
export type EventDatabase = Omit<EventReads, 'afterAndSince'> &
  Pick<ReceiverRows, 'cursor' | 'notes'> & {
    /** The last sequence number that may have been given. */
    readonly lastSequence: number;
    readonly knownStates: (collector: string, boots: Boots) => States | undefined;
    readonly count: () => number;
    readonly bytes: () => number;
    /** Writes all of it in one transaction, or nothing. */
    readonly write: (changes: Unwritten) => void;
    readonly prune: (bounds: StoreBounds, cursors: Cursors, now: number) => readonly Dropped[];
    /** `last`: the last sequence number given. */
    readonly close: (last: number) => void;
  };

/** `boot`: the kernel's boot id, or `unknown`. */
export function openEventDatabase(file: string, boot: string): EventDatabase {
  const opened = openDatabase(file);
  try {
    return eventDatabase(opened, file, boot);
  } catch (error) {
    opened.close();
    throw storeErrorOf(file, error);
  }
}

function eventDatabase({ database, close }: OpenDatabase, file: string, boot: string): EventDatabase {
  const reads = eventReads(database);
  const receivers = receiverRows(database);
  const states = stateRows(database);
  const numbering = openNumbering(database);
  const prune = openPrune(database);
  const insert = eventWrites(database);
  const transaction = inTransaction(database);
  const pragma = (name: string) => integerIn(database.prepare(`PRAGMA ${name}`).get(), name);

  let count = reads.countAfter(0);
  const writeRows = (changes: Unwritten): number => {
    let added = 0;
    for (const event of changes.events) added += insert(event);
    for (const [collector, change] of changes.states) states.write(collector, boot, change);
    for (const [receiver, sequence] of changes.cursors) receivers.moveCursor(receiver, sequence);
    for (const [receiver, notes] of changes.notes) {
      for (const [key, value] of notes) receivers.note(receiver, key, value);
    }
    return added;
  };

  return {
    lastSequence: numbering.last,
    after: guard(file, reads.after),
    newestSince: guard(file, reads.newestSince),
    countAfter: guard(file, reads.countAfter),
    first: guard(file, reads.first),
    last: guard(file, reads.last),
    cursor: guard(file, receivers.cursor),
    notes: guard(file, receivers.notes),
    count: () => count,
    bytes: guard(file, () => pragma('page_count') * pragma('page_size')),
    knownStates: guard(file, (collector, boots) => {
      if (boots === 'any boot') return states.load(collector, undefined);
      return boot === 'unknown' ? undefined : states.load(collector, boot);
    }),
    write: guard(file, (changes) => {
      const last = changes.events.at(-1);
      if (last !== undefined) numbering.reserve(Number(last.sequence));
      let committed = false;
      try {
        count += transaction(() => writeRows(changes));
        committed = true;
      } finally {
        states.settle(committed);
      }
    }),
    prune: guard(file, (bounds, cursors, now) => {
      const { removed, dropped } = transaction(() => prune(bounds, cursors, now, count));
      count -= removed;
      // Free pages within the bound stay in the file: new events fill them without growing it again.
      const excess = pragma('page_count') - Math.floor(bounds.maxBytes / pragma('page_size'));
      if (excess > 0) database.exec(`PRAGMA incremental_vacuum(${excess})`);
      database.exec('PRAGMA wal_checkpoint(PASSIVE)');
      return dropped;
    }),
    close: (last) => {
      try {
        if (database.isOpen) numbering.end(last);
      } catch {
        // The next run leaves a gap in its numbers instead.
      } finally {
        close();
      }
    },
  };
}

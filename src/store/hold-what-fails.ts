import type { EventDatabase } from './event-database.ts';
import { type MergedReads, mergedReads } from './merged-reads.ts';
import { joined } from './prune.ts';
import type { Dropped, Store } from './store.ts';
import { StoreError } from './store-error.ts';
import { createUnwritten, type Overflow, type Unwritten } from './unwritten.ts';

/** While writing fails, it is tried again with the first change after this time. */
const RETRY_MILLISECONDS = 1_000;

export type HeldStore = {
  /** Takes a change and writes it, or keeps it for later when the database refuses. */
  readonly change: (add: (unwritten: Unwritten) => void) => void;
  readonly reads: MergedReads;
  readonly prune: Store['prune'];
  readonly close: (last: number) => void;
};

/** Keeps the agent going while its database can't be written: changes wait in memory, in order, at most `most` events. */
export function holdWhatFails(
  database: EventDatabase,
  most: number,
  onTrouble: (trouble: StoreError | undefined) => void,
): HeldStore {
  const unwritten = createUnwritten();
  const overflows: Overflow[] = [];
  let trouble: StoreError | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;

  const tell = (now: StoreError | undefined) => {
    const changed = now?.message !== trouble?.message;
    trouble = now;
    if (changed) onTrouble(now);
  };
  /** Runs a call that writes. Gives `undefined` when the database refused it. */
  const attempt = <Result>(call: () => Result): Result | undefined => {
    triedAt = performance.now();
    try {
      const result = call();
      if (unwritten.isEmpty()) tell(undefined);
      return result;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      tell(error);
      return undefined;
    }
  };
  const write = () => {
    attempt(() => {
      database.write(unwritten);
      unwritten.clear();
    });
  };
  const letGo = () => {
    const gone = unwritten.trim(most);
    if (gone === undefined) return;
    const before = overflows.at(-1);
    if (before === undefined || before.to + 1 !== gone.from) overflows.push(gone);
    else overflows[overflows.length - 1] = { from: before.from, to: gone.to };
  };
  const reads = mergedReads(database, unwritten);

  return {
    change: (add) => {
      add(unwritten);
      if (trouble === undefined || performance.now() - triedAt >= RETRY_MILLISECONDS) write();
      letGo();
    },
    reads,
    prune: (bounds, receivers) => {
      if (!unwritten.isEmpty()) write();
      const dropped = attempt(() => {
        const cursors = new Map(receivers.map((receiver) => [receiver, reads.cursor(receiver)]));
        const pruned = unwritten.isEmpty() ? database.prune(bounds, cursors, Date.now()) : [];
        const byReceiver = new Map<string, Dropped>();
        for (const one of [...pruned, ...lossesOf(overflows, cursors)]) {
          byReceiver.set(one.receiver, joined(byReceiver.get(one.receiver), one));
        }
        return [...byReceiver.values()];
      });
      if (dropped !== undefined) overflows.length = 0;
      return dropped ?? [];
    },
    close: (last) => {
      if (!unwritten.isEmpty()) write();
      const { length } = unwritten.events;
      if (trouble !== undefined && length > 0) {
        tell(new StoreError(trouble.file, `${length} events are lost: they could not be written before the end`));
      }
      unwritten.clear();
      database.close(last);
    },
  };
}

function lossesOf(overflows: readonly Overflow[], cursors: ReadonlyMap<string, number>): readonly Dropped[] {
  return overflows.flatMap(({ from, to }) =>
    [...cursors].flatMap(([receiver, cursor]) => {
      const first = Math.max(from, cursor + 1);
      return first > to ? [] : [{ receiver, count: to - first + 1, from: first, to }];
    }),
  );
}

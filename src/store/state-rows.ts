import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { type State, type States, sameState, statesOf } from '../core/state.ts';
import { textIn } from './row.ts';

const fields: z.ZodType<State['fields']> = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null()]),
);

/** A collector's states as they are now, and as they were when the caller last had them recorded. */
export type StateChange = { readonly before: States; readonly after: States };

/** The table of last known states. */
export type StateRows = {
  /** The states of a collector; `undefined` when none were recorded, or not in the boot that is asked for. */
  readonly load: (collector: string, boot: string | undefined) => States | undefined;
  readonly write: (collector: string, boot: string, change: StateChange) => void;
  /** Takes note that the writes since the last call are committed, or that they were taken back. */
  readonly settle: (committed: boolean) => void;
};

export function stateRows(database: DatabaseSync): StateRows {
  const reading = database.prepare('SELECT boot FROM readings WHERE collector = ?');
  const select = database.prepare('SELECT kind, subject, fields FROM states WHERE collector = ?');
  const keepReading = database.prepare('INSERT OR REPLACE INTO readings (collector, boot) VALUES (?, ?)');
  const keep = database.prepare('INSERT OR REPLACE INTO states (collector, kind, subject, fields) VALUES (?, ?, ?, ?)');
  const remove = database.prepare('DELETE FROM states WHERE collector = ? AND kind = ? AND subject = ?');
  const removeAll = database.prepare('DELETE FROM states WHERE collector = ?');

  /** By collector, the states that equal its rows. Only from these can be told which rows differ. */
  const inRows = new Map<string, States>();
  const writing = new Map<string, States>();

  const put = (collector: string, state: State) =>
    keep.run(collector, state.kind, state.subject, JSON.stringify(state.fields));

  const replace = (collector: string, boot: string, after: States) => {
    keepReading.run(collector, boot);
    removeAll.run(collector);
    for (const state of after.values()) put(collector, state);
  };

  const update = (collector: string, { before, after }: StateChange) => {
    let stayed = 0;
    for (const [key, state] of after) {
      const earlier = before.get(key);
      if (earlier !== undefined) stayed += 1;
      if (earlier === undefined || !sameState(earlier, state)) put(collector, state);
    }
    if (stayed === before.size) return;
    for (const [key, { kind, subject }] of before) if (!after.has(key)) remove.run(collector, kind, subject);
  };

  return {
    load: (collector, boot) => {
      const row = reading.get(collector);
      if (row === undefined || (boot !== undefined && textIn(row, 'boot') !== boot)) return undefined;
      const states = statesOf(
        select.all(collector).map((one) => ({
          kind: textIn(one, 'kind'),
          subject: textIn(one, 'subject'),
          fields: fields.parse(JSON.parse(textIn(one, 'fields'))),
        })),
      );
      inRows.set(collector, states);
      return states;
    },
    write: (collector, boot, change) => {
      if (inRows.get(collector) === change.before) update(collector, change);
      else replace(collector, boot, change.after);
      writing.set(collector, change.after);
    },
    settle: (committed) => {
      if (committed) for (const [collector, after] of writing) inRows.set(collector, after);
      writing.clear();
    },
  };
}

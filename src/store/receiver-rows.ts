import type { DatabaseSync } from 'node:sqlite';
import { integerIn, textIn } from './row.ts';

/** The tables of what each receiver keeps: how far it has confirmed, and its notes. */
export type ReceiverRows = {
  readonly cursor: (receiver: string) => number;
  readonly moveCursor: (receiver: string, sequence: number) => void;
  readonly notes: (receiver: string) => Map<string, string>;
  readonly note: (receiver: string, key: string, value: string | undefined) => void;
};

export function receiverRows(database: DatabaseSync): ReceiverRows {
  const selectCursor = database.prepare('SELECT sequence FROM cursors WHERE receiver = ?');
  const keepCursor = database.prepare(
    'INSERT INTO cursors (receiver, sequence) VALUES (?, ?) ' +
      'ON CONFLICT (receiver) DO UPDATE SET sequence = max(sequence, excluded.sequence)',
  );
  const selectNotes = database.prepare('SELECT key, value FROM notes WHERE receiver = ? ORDER BY key');
  const keepNote = database.prepare('INSERT OR REPLACE INTO notes (receiver, key, value) VALUES (?, ?, ?)');
  const removeNote = database.prepare('DELETE FROM notes WHERE receiver = ? AND key = ?');
  return {
    cursor: (receiver) => {
      const row = selectCursor.get(receiver);
      return row === undefined ? 0 : integerIn(row, 'sequence');
    },
    moveCursor: (receiver, sequence) => {
      keepCursor.run(receiver, sequence);
    },
    notes: (receiver) => new Map(selectNotes.all(receiver).map((row) => [textIn(row, 'key'), textIn(row, 'value')])),
    note: (receiver, key, value) => {
      if (value === undefined) removeNote.run(receiver, key);
      else keepNote.run(receiver, key, value);
    },
  };
}

import type { DatabaseSync } from 'node:sqlite';
import { integerIn } from './row.ts';

/**
 * Numbers that a power loss can't make the store give twice: before one is given, a mark above it is on the disk.
 * A run that did not end in order leaves a gap up to its mark, so gaps alone say nothing about lost events.
 */
const BLOCK = 10_000;

export type Numbering = {
  /** Call outside a transaction before events up to `sequence` are written: moves the mark when it comes near. */
  readonly reserve: (sequence: number) => void;
  /** The run ends in order: the next one goes on behind `last`. */
  readonly end: (last: number) => void;
};

/** Also tells the last sequence number that may have been given. */
export function openNumbering(database: DatabaseSync): Numbering & { readonly last: number } {
  const select = database.prepare("SELECT value FROM facts WHERE name = 'reserved'");
  const keep = database.prepare("INSERT OR REPLACE INTO facts (name, value) VALUES ('reserved', ?)");
  const largest = database.prepare("SELECT coalesce(max(seq), 0) AS seq FROM sqlite_sequence WHERE name = 'events'");
  const row = select.get();
  let reserved = row === undefined ? 0 : integerIn(row, 'value');
  const last = Math.max(reserved, integerIn(largest.get(), 'seq'));

  const mark = (sequence: number) => {
    database.exec('PRAGMA synchronous = FULL');
    try {
      keep.run(sequence);
    } finally {
      database.exec('PRAGMA synchronous = NORMAL');
    }
    reserved = sequence;
  };
  return {
    last,
    reserve: (sequence) => {
      if (sequence > reserved - BLOCK / 2) mark(sequence + BLOCK);
    },
    end: (sequence) => mark(sequence),
  };
}

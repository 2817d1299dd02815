import type { SQLOutputValue } from 'node:sqlite';

/** A row as node:sqlite gives it. The tables are STRICT, so that a column holds what it was declared to hold. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

/** A TEXT column. */
export function textIn(row: Row | undefined, column: string): string {
  const value = row?.[column];
  if (typeof value !== 'string') throw new TypeError(`column ${column} holds no text`);
  return value;
}

/** An INTEGER column. */
export function integerIn(row: Row | undefined, column: string): number {
  const value = row?.[column];
  if (typeof value !== 'number') throw new TypeError(`column ${column} holds no whole number`);
  return value;
}

/** An INTEGER column that may be NULL, as `min()` of no rows is. */
export function optionalIntegerIn(row: Row | undefined, column: string): number | undefined {
  const value = row?.[column];
  return value === null || value === undefined ? undefined : integerIn(row, column);
}

import { isList, isObject, type Json } from '../core/json.ts';
import type { Row } from '../host/host.ts';

/** The text in a column; `undefined` when the column is empty or not there. Numbers are written in decimal digits. */
export function textIn(row: Row, column: string): string | undefined {
  return textOf(row[column]);
}

/** The number in a column; `undefined` when the column is empty or not there. */
export function numberIn(row: Row, column: string): number | undefined {
  const value = row[column];
  return typeof value === 'number' ? value : undefined;
}

/** The truth in a column; `undefined` when the column is empty or not there. */
export function booleanIn(row: Row, column: string): boolean | undefined {
  const value = row[column];
  return typeof value === 'boolean' ? value : undefined;
}

/** The texts (or uuids) in a column that holds a set. An optional value is a set of one or none. */
export function textsIn(row: Row, column: string): readonly string[] {
  const value = row[column];
  const values = isList(value) ? value : [value];
  return values.flatMap((one) => textOf(one) ?? []);
}

/** The pairs in a column that holds a map, in the order of the database. */
export function pairsIn(row: Row, column: string): ReadonlyArray<readonly [key: string, value: Json]> {
  const value = row[column];
  return isObject(value) ? Object.entries(value) : [];
}

/** The text at a key of a column that holds a map. */
export function textAt(row: Row, column: string, key: string): string | undefined {
  const value = row[column];
  return isObject(value) ? textOf(value[key]) : undefined;
}

/** The number at a key of a column that holds a map: a number, or a text that is one in decimal digits. */
export function numberAt(row: Row, column: string, key: string): number | undefined {
  const value = row[column];
  return isObject(value) ? numeric(value[key]) : undefined;
}

const DECIMAL = /^-?\d+(\.\d+)?$/;

/** A number, or a text that is one in decimal digits. Anything else is not known. */
export function numeric(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && DECIMAL.test(value) ? Number(value) : undefined;
}

function textOf(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

import { ParseError } from '../../../core/errors.ts';
import { integer } from '../../../core/text.ts';
import type { Entry, Fields } from './sections.ts';

/** The lines of one object, and where they begin. */
export type FieldsAt = { readonly file: string; readonly line: number; readonly fields: Fields };

/** The text of a field that every release prints. */
export function needed(at: FieldsAt, name: string): string {
  return neededEntry(at, name).value;
}

/** The whole number in a field that every release prints. */
export function neededNumber(at: FieldsAt, name: string): number {
  return numberIn(at, name, neededEntry(at, name));
}

/** The whole number in a field that not every release prints. */
export function numberOf(at: FieldsAt, name: string): number | undefined {
  const entry = at.fields.get(name);
  return entry === undefined ? undefined : numberIn(at, name, entry);
}

/** `true` or `false` in a field that not every release prints. */
export function booleanOf(at: FieldsAt, name: string): boolean | undefined {
  const entry = at.fields.get(name);
  if (entry === undefined) return undefined;
  if (entry.value === 'true') return true;
  if (entry.value === 'false') return false;
  throw new ParseError(at.file, entry.line, `true or false as "${name}"`, entry.value);
}

/** Milliseconds, `200 ms`. */
export function milliseconds(at: FieldsAt, name: string): number {
  const { value, line } = neededEntry(at, name);
  const [, digits] = /^(-?\d+) ms$/.exec(value) ?? [];
  return integer(digits, { file: at.file, line }, `milliseconds such as "200 ms" as "${name}", not ${value}`);
}

function neededEntry({ file, line, fields }: FieldsAt, name: string): Entry {
  const entry = fields.get(name);
  if (entry === undefined) throw new ParseError(file, line, `"${name}" in the lines that begin here`);
  return entry;
}

function numberIn(at: FieldsAt, name: string, { value, line }: Entry): number {
  const number = integer(value, { file: at.file, line }, `a whole number as "${name}"`);
  if (number < 0) throw new ParseError(at.file, line, `a whole number from 0 as "${name}"`, value);
  return number;
}

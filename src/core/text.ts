import { ParseError } from './errors.ts';

/** Where a piece of text stands: the file or command, and the one-based line (0 for the whole). */
export type Place = { readonly file: string; readonly line: number };

const DECIMAL = /^-?\d+$/;
const NUMBER = /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/;
const HEX = /^(0x)?[0-9a-fA-F]+$/;

/** A whole number in decimal digits; anything else, the empty text too, is a ParseError. Exact up to 2^53, nearest above. */
export function integer(text: string | undefined, place: Place, what: string): number {
  return numeric(text, DECIMAL, 10, place, what);
}

/** A number such as `12`, `-1` or `0.25`. */
export function decimal(text: string | undefined, place: Place, what: string): number {
  const value = text === undefined || !NUMBER.test(text) ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) throw new ParseError(place.file, place.line, what, text);
  return value;
}

/** A whole number in hexadecimal digits, with or without `0x`. */
export function hexadecimal(text: string | undefined, place: Place, what: string): number {
  return numeric(text, HEX, 16, place, what);
}

function numeric(text: string | undefined, pattern: RegExp, radix: number, place: Place, what: string): number {
  const value = text === undefined || !pattern.test(text) ? Number.NaN : Number.parseInt(text, radix);
  if (!Number.isFinite(value)) throw new ParseError(place.file, place.line, what, text);
  return value;
}

/** The text's lines without their ends; a final line end adds no empty line. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

import { ParseError } from '../../../core/errors.ts';
import { integer } from '../../../core/text.ts';
import type { Block, Entry } from './proc-blocks.ts';

const U32 = 2 ** 32 - 1;

/** The field's text; `undefined` when the kernel did not print it or left it empty. */
export function textOf(block: Block, key: string): string | undefined {
  const value = block.fields.get(key)?.value;
  return value === '' ? undefined : value;
}

/** A field that every kernel prints. */
export function neededOf(block: Block, key: string): Entry {
  const entry = block.fields.get(key);
  if (entry === undefined) throw new ParseError(block.file, block.line, `"${key}" in the block that begins here`);
  return entry;
}

/** A number that not every kernel prints. */
export function countOf(block: Block, key: string, max = U32): number | undefined {
  const entry = block.fields.get(key);
  return entry === undefined ? undefined : count(block, key, entry, max);
}

export function neededCountOf(block: Block, key: string): number {
  return count(block, key, neededOf(block, key), U32);
}

/** One of the words that the kernel has for this field; a word it does not have is an error. */
export function wordOf<const Word extends string>(block: Block, key: string, words: readonly Word[]): Word | undefined {
  const entry = block.fields.get(key);
  if (entry === undefined) return undefined;
  const word = words.find((one) => one === entry.value);
  if (word === undefined) throw wrong(block, key, entry, words.join(', '));
  return word;
}

export function wrong(block: Block, key: string, entry: Entry, expected: string): ParseError {
  return new ParseError(block.file, entry.line, `${expected} as "${key}"`, entry.value);
}

function count(block: Block, key: string, entry: Entry, max: number): number {
  const what = `a whole number from 0 to ${max} as "${key}"`;
  const value = integer(entry.value, { file: block.file, line: entry.line }, what);
  if (value < 0 || value > max) throw new ParseError(block.file, entry.line, what, entry.value);
  return value;
}

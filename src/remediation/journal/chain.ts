import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Entry, entrySchema, type Written } from './entry.ts';

/**
 * The journal's text: one JSON object a line, `{"number":7,"at":1767225600000,"before":"<hash>","entry":{…}}`. `before` is
 * the SHA-256 of the whole line before, without its line break, so that no line can be changed, taken out or put in
 * without all that follow being made anew. The first line of all has 64 zeros there.
 */
export const BEGINNING = '0'.repeat(64);

const line = z.strictObject({
  number: z.int().min(1),
  at: z.number(),
  before: z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in hexadecimal digits'),
  entry: entrySchema,
});

/** Where the chain has got to. */
export type Link = { readonly number: number; readonly hash: string };

export const noLink: Link = { number: 0, hash: BEGINNING };

/** A journal's line does not follow from the one before, or is none. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The next line, without its line break, and the link behind it. */
export function lineOf(
  entry: Entry,
  at: number,
  { number, hash }: Link,
): { readonly text: string; readonly link: Link } {
  const text = JSON.stringify({ number: number + 1, at, before: hash, entry });
  return { text, link: { number: number + 1, hash: hashOf(text) } };
}

/**
 * Reads lines that follow from `begin`; `undefined` when the first may have any predecessor (older files are gone).
 * @throws JournalError that names the file and the line
 */
export function readLines(
  text: string,
  file: string,
  begin: Link | undefined,
): { readonly written: readonly Written[]; readonly link: Link | undefined } {
  const written: Written[] = [];
  let link = begin;
  for (const [index, one] of text.split('\n').entries()) {
    if (one === '') continue;
    const place = `${file}:${index + 1}`;
    const { number, at, before, entry } = readLine(one, place);
    if (link !== undefined && (before !== link.hash || number !== link.number + 1)) {
      throw new JournalError(
        `${place}: expected the line that follows number ${link.number}, found number ${number} with another predecessor: the journal was changed`,
      );
    }
    link = { number, hash: hashOf(one) };
    written.push({ at, number, entry });
  }
  return { written, link };
}

function readLine(text: string, place: string): z.output<typeof line> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new JournalError(`${place}: expected JSON`, { cause: error });
  }
  const read = line.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new JournalError(`${place}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not an entry'}`, {
    cause: read.error,
  });
}

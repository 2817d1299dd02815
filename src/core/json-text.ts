import type { z } from 'zod';
import { ParseError } from './errors.ts';

/** What a text in JSON holds, when it fits the schema; nothing when it does not, or is no JSON. */
export function readJson<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  return schema.safeParse(json).data;
}

/** The items of a list in JSON. Throws a ParseError, which names `source`, when the text is none. */
export function parseJsonList(text: string, source: string): readonly unknown[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch (error) {
    throw new ParseError(source, 0, 'JSON', text, { cause: error });
  }
  if (!Array.isArray(list)) throw new ParseError(source, 0, 'a JSON list', text);
  return list;
}

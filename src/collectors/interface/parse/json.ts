import { ParseError } from '../../../core/errors.ts';
import { parseJsonList } from '../../../core/json-text.ts';

/** An object out of a program's JSON: nothing is known of its members yet. */
export type JsonObject = { readonly [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The objects of a JSON list, as iproute2 prints it with `-j`. Empty objects, which stand for entries that its own filter
 * left out, are dropped, and so is nothing else. A program that found nothing may print nothing at all.
 * @param command what was run, for the error
 */
export function parseObjects(text: string, command: string): readonly JsonObject[] {
  if (text.trim() === '') return [];
  const list = parseJsonList(text, command);
  const objects: JsonObject[] = [];
  for (const entry of list) {
    if (!isObject(entry)) throw new ParseError(command, 0, 'a list of objects', JSON.stringify(entry));
    for (const _ in entry) {
      objects.push(entry);
      break;
    }
  }
  return objects;
}

/** The text of a member that must be there. `where` names the object in the error. */
export function textIn(object: JsonObject, key: string, command: string, where: string): string {
  const value = object[key];
  if (typeof value === 'string') return value;
  throw mismatch(value, `"${key}" of ${where} to be text`, command);
}

/** The whole number, not negative, of a member that must be there. */
export function wholeIn(object: JsonObject, key: string, command: string, where: string): number {
  const value = optionalWholeIn(object, key, command, where);
  if (value === undefined) throw mismatch(undefined, `"${key}" of ${where} to be a whole number`, command);
  return value;
}

/** `undefined` when the member is not there; anything but a whole number that is not negative is an error. */
export function optionalWholeIn(object: JsonObject, key: string, command: string, where: string): number | undefined {
  const value = object[key];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw mismatch(value, `"${key}" of ${where} to be a whole number`, command);
}

/** The text of a member, or `undefined` when there is none or it is null. */
export function optionalTextIn(object: JsonObject, key: string, command: string, where: string): string | undefined {
  const value = object[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw mismatch(value, `"${key}" of ${where} to be text`, command);
}

function mismatch(value: unknown, expected: string, command: string): ParseError {
  return new ParseError(command, 0, expected, value === undefined ? undefined : JSON.stringify(value));
}

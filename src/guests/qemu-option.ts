import { ParseError } from '../core/errors.ts';
import { isList, isObject, type Json, type JsonObject } from '../core/json.ts';

/** An option's value taken apart. A name may be given several times (`cpus=0,cpus=2`). */
export type OptionValues = ReadonlyMap<string, readonly string[]>;

/**
 * The value of an option of QEMU (qemu(1)): `vfio-pci,host=0000:03:10.2,id=net0`, in which two commas stand for one, or
 * the same in JSON: `{"driver":"vfio-pci","host":"0000:03:10.2"}`.
 * @param implied the name of what stands first without one
 * @throws ParseError when it begins like JSON and is none
 */
export function parseOption(text: string, implied: string, file: string): OptionValues {
  const values = new Map<string, string[]>();
  const add = (name: string, value: string) => {
    const earlier = values.get(name);
    if (earlier === undefined) values.set(name, [value]);
    else earlier.push(value);
  };
  if (text.startsWith('{')) {
    for (const [name, value] of Object.entries(objectIn(text, file))) for (const one of textsIn(value)) add(name, one);
    return values;
  }
  for (const [index, part] of splitAtCommas(text).entries()) {
    const equals = part.indexOf('=');
    if (equals >= 0) add(part.slice(0, equals), part.slice(equals + 1));
    else if (index === 0) add(implied, part);
    // A name alone switches something on.
    else add(part, 'on');
  }
  return values;
}

/** The last value of a name: a later one wins over an earlier one. */
export function lastOf(values: OptionValues, name: string): string | undefined {
  return values.get(name)?.at(-1);
}

export function isOn(values: OptionValues, name: string): boolean {
  return ['on', 'yes', 'true'].includes(lastOf(values, name) ?? '');
}

function splitAtCommas(text: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  for (let at = 0; at < text.length; at += 1) {
    const isComma = text[at] === ',';
    if (!isComma || text[at + 1] === ',') {
      part += text[at];
      if (isComma) at += 1;
    } else {
      parts.push(part);
      part = '';
    }
  }
  return [...parts, part];
}

function objectIn(text: string, file: string): JsonObject {
  try {
    const value: Json = JSON.parse(text);
    if (isObject(value)) return value;
  } catch (error) {
    throw new ParseError(file, 0, 'an object in JSON', text, { cause: error });
  }
  throw new ParseError(file, 0, 'an object in JSON', text);
}

function textsIn(value: Json): readonly string[] {
  if (isList(value)) return value.flatMap(textsIn);
  if (value === null || isObject(value)) return [];
  return [String(value)];
}

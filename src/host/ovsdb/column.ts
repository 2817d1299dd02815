import { isList, isObject, type Json } from '../../core/json.ts';

/** What a column holds, as far as plain values need it (RFC 7047, section 3.2, <type>). */
export type Column = {
  /** One value, or none where `isOptional`; otherwise a set, or a map. */
  readonly isSingle: boolean;
  readonly isOptional: boolean;
  readonly isMap: boolean;
  /** What a new row has where the server does not say otherwise: `false`, 0, an empty text. */
  readonly initial: Json;
};

/** Reads a column's `type` out of a schema. */
export function columnOf(type: Json | undefined): Column {
  if (!isObject(type)) return { isSingle: true, isOptional: false, isMap: false, initial: initialAtom(type) };
  const { key, value, min = 1, max = 1 } = type;
  const isMap = value !== undefined;
  const isSingle = !isMap && max === 1;
  const isOptional = min === 0;
  const one = isOptional ? null : initialAtom(isObject(key) ? key.type : key);
  const many = isMap ? {} : [];
  return { isSingle, isOptional, isMap, initial: isSingle ? one : many };
}

const NO_UUID = '00000000-0000-0000-0000-000000000000';

function initialAtom(type: Json | undefined): Json {
  switch (type) {
    case 'boolean':
      return false;
    case 'integer':
    case 'real':
      return 0;
    case 'uuid':
      return NO_UUID;
    default:
      return '';
  }
}

/** A value in plain form. Throws a TypeError when it does not fit the column. */
export function plainValue(column: Column, value: Json): Json {
  if (column.isMap) {
    return Object.fromEntries(elements(value, 'map').map((pair) => mapEntry(pair)));
  }
  const atoms = isTagged(value, 'set') ? elements(value, 'set').map(plainAtom) : [plainAtom(value)];
  if (!column.isSingle) return atoms;
  const [first = null, ...more] = atoms;
  if (more.length > 0 || (first === null && !column.isOptional))
    throw new TypeError(`expected one value: ${show(value)}`);
  return first;
}

/**
 * A changed value from a difference, both plain: a single value is the new one; of a set, what is in both is taken
 * away and the rest put in; of a map, a pair that is in both goes, any other is put in (ovsdb-server(7), "Update2").
 */
export function patched(column: Column, before: Json, difference: Json): Json {
  if (column.isMap) return patchedMap(before, difference);
  if (column.isSingle || !isList(difference)) return difference;
  const now = new Set(isList(before) ? before : []);
  for (const atom of difference) if (!now.delete(atom)) now.add(atom);
  return [...now];
}

function patchedMap(before: Json, difference: Json): Json {
  if (!isObject(before) || !isObject(difference)) return difference;
  const gone = new Set(
    Object.keys(difference).filter((key) => Object.hasOwn(before, key) && before[key] === difference[key]),
  );
  const now = { ...before, ...difference };
  return gone.size === 0 ? now : Object.fromEntries(Object.entries(now).filter(([key]) => !gone.has(key)));
}

function mapEntry(pair: Json): readonly [string, Json] {
  if (!isList(pair) || pair.length !== 2) throw new TypeError(`expected a pair: ${show(pair)}`);
  const [key = null, value = null] = pair;
  return [String(plainAtom(key)), plainAtom(value)];
}

/** `["set", […]]`, `["map", […]]` */
function elements(value: Json, tag: 'set' | 'map'): readonly Json[] {
  if (isTagged(value, tag) && isList(value[1])) return value[1];
  throw new TypeError(`expected a ${tag}: ${show(value)}`);
}

function isTagged(value: Json, tag: string): value is readonly Json[] {
  return isList(value) && value[0] === tag;
}

/** A text, number or boolean, or `["uuid", "…"]`, of which the text is taken. */
function plainAtom(value: Json): Json {
  if (isTagged(value, 'uuid') && typeof value[1] === 'string') return value[1];
  if (typeof value === 'object') throw new TypeError(`expected a value: ${show(value)}`);
  return value;
}

function show(value: Json): string {
  return JSON.stringify(value).slice(0, 120);
}

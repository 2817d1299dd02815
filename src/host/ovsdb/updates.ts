import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import type { Row, Tables } from '../host.ts';
import { type Column, patched, plainValue } from './column.ts';
import type { Columns } from './schema.ts';

/** The form of updates: of `monitor` (RFC 7047, section 4.1.6) or of `monitor_cond` (ovsdb-server(7), "Update2"). */
export type UpdateForm = 'update' | 'update2';

type TableColumns = ReadonlyMap<string, Column>;

export function emptyTables(tables: Iterable<string>): Tables {
  return Object.fromEntries([...tables].map((table) => [table, new Map()]));
}

/** The tables after an update. Throws a TypeError when the update does not fit the tables or the columns. */
export function updated(tables: Tables, updates: Json, form: UpdateForm, columns: Columns): Tables {
  const rowAfter = form === 'update' ? afterUpdate : afterUpdate2;
  const changed = Object.entries(objectIn(updates)).map(([table, rows]) => {
    const known: TableColumns = columns.get(table) ?? new Map();
    const now = new Map(tables[table]);
    for (const [uuid, change] of Object.entries(objectIn(rows))) {
      const row = rowAfter(objectIn(change), now.get(uuid), known);
      if (row === undefined) now.delete(uuid);
      else now.set(uuid, row);
    }
    return [table, now] as const;
  });
  return { ...tables, ...Object.fromEntries(changed) };
}

/** `{"old": <row>, "new": <row>}`: `new` has every column, and is missing when the row was deleted. */
function afterUpdate(change: JsonObject, _before: Row | undefined, columns: TableColumns): Row | undefined {
  return change.new === undefined ? undefined : rowOf(change.new, columns);
}

/** One of `initial`, `insert` (columns with their initial values left out), `modify` (differences only) and `delete`. */
function afterUpdate2(change: JsonObject, before: Row | undefined, columns: TableColumns): Row | undefined {
  const whole = change.initial ?? change.insert;
  if (whole !== undefined) return rowOf(whole, columns);
  if (change.modify === undefined) return undefined;
  if (before === undefined) throw new TypeError('a change of a row that is not there');
  return { ...before, ...patches(before, objectIn(change.modify), columns) };
}

function patches(before: Row, differences: JsonObject, columns: TableColumns): Row {
  const values = Object.entries(differences).flatMap(([name, difference]) => {
    const column = columns.get(name);
    if (column === undefined) return [];
    return [[name, patched(column, before[name] ?? column.initial, plainValue(column, difference))] as const];
  });
  return Object.fromEntries(values);
}

function rowOf(values: Json, columns: TableColumns): Row {
  const given = objectIn(values);
  const row = [...columns].map(([name, column]) => {
    const value = given[name];
    return [name, value === undefined ? column.initial : plainValue(column, value)] as const;
  });
  return Object.fromEntries(row);
}

function objectIn(value: Json | undefined): JsonObject {
  if (!isObject(value)) throw new TypeError(`expected an object: ${JSON.stringify(value)?.slice(0, 120)}`);
  return value;
}

import { ParseError } from '../core/errors.ts';
import { isObject, type Json, type JsonObject } from '../core/json.ts';
import type { Row, Tables, TablesRequest } from './host.ts';

/** What a request gets of a recording, which holds `{"<table>": {"<uuid>": {"<column>": <plain value>}}}`. */
export function chosenTables(file: string, recorded: Json, { tables }: TablesRequest): Tables {
  const all = objectIn(file, recorded);
  const chosen = Object.entries(tables).map(([table, columns]) => {
    const rows = Object.entries(objectIn(file, all[table] ?? {}));
    return [table, new Map(rows.map(([uuid, row]) => [uuid, chosenColumns(objectIn(file, row), columns)]))] as const;
  });
  return Object.fromEntries(chosen);
}

function chosenColumns(row: JsonObject, columns: readonly string[]): Row {
  const wanted = columns.flatMap((name) => {
    const value = row[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(wanted);
}

/**
 * What is recorded after another answer: its tables as they were, with the columns that it had not. Rows that are in
 * no later answer of their table are gone.
 */
export function mergedTables(recorded: Json, answer: Tables): Json {
  const before = isObject(recorded) ? recorded : {};
  const now = Object.entries(answer).map(([table, rows]) => {
    const known = before[table];
    const merged = [...rows].map(([uuid, row]) => {
      const earlier = isObject(known) ? known[uuid] : undefined;
      return [uuid, { ...(isObject(earlier) ? earlier : {}), ...row }] as const;
    });
    return [table, Object.fromEntries(merged)] as const;
  });
  return { ...before, ...Object.fromEntries(now) };
}

function objectIn(file: string, value: Json): JsonObject {
  if (!isObject(value)) throw new ParseError(file, 0, 'rows by table and uuid', JSON.stringify(value));
  return value;
}

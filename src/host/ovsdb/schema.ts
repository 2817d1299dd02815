import { isObject, type Json } from '../../core/json.ts';
import type { TablesRequest } from '../host.ts';
import { type Column, columnOf } from './column.ts';

/** The columns that are asked for and there, by table. */
export type Columns = ReadonlyMap<string, ReadonlyMap<string, Column>>;

/** Picks what is wanted out of a <database-schema> (RFC 7047, section 3.2). */
export function wantedColumns(schema: Json, { tables }: TablesRequest): Columns {
  const known = isObject(schema) && isObject(schema.tables) ? schema.tables : {};
  const wanted = new Map<string, ReadonlyMap<string, Column>>();
  for (const [table, names] of Object.entries(tables)) {
    const about = known[table];
    if (!isObject(about) || !isObject(about.columns)) continue;
    const columns = new Map<string, Column>();
    for (const name of names) {
      const column = about.columns[name];
      if (isObject(column)) columns.set(name, columnOf(column.type));
    }
    wanted.set(table, columns);
  }
  return wanted;
}

/** The <monitor-requests> for these columns (RFC 7047, section 4.1.5). */
export function monitorRequests(columns: Columns): Json {
  return Object.fromEntries([...columns].map(([table, names]) => [table, [{ columns: [...names.keys()] }]]));
}

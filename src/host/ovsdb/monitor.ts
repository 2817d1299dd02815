import { HostError } from '../../core/errors.ts';
import { isList, type Json } from '../../core/json.ts';
import type { Tables, TablesRequest } from '../host.ts';
import { type Connection, openConnection } from '../json-rpc/connection.ts';
import { type Columns, monitorRequests, wantedColumns } from './schema.ts';
import { emptyTables, type UpdateForm, updated } from './updates.ts';

/** Tables of a database that are being kept up to date over one connection. */
export type Monitor = {
  /** The tables now; the server is asked whether it still answers. */
  readonly read: (signal: AbortSignal) => Promise<Tables>;
  readonly isGood: () => boolean;
  readonly close: () => void;
};

export type MonitorListener = {
  readonly changed: () => void;
  readonly ended: (reason: HostError) => void;
};

const MONITOR = 'netsteward';

/** Connects, and waits for the first contents. Rejects with a HostError. */
export async function openMonitor(
  path: string,
  request: TablesRequest,
  listener: MonitorListener,
  signal: AbortSignal,
): Promise<Monitor> {
  /** Updates that came before the first contents were understood. */
  const early: (readonly [string, readonly Json[]])[] = [];
  let apply = (method: string, params: readonly Json[]) => {
    early.push([method, params]);
  };
  const connection = openConnection(path, {
    notified: (method, params) => apply(method, params),
    ended: listener.ended,
  });
  try {
    const schema = await connection.request('get_schema', [request.database], signal);
    const columns = wantedColumns(schema, request);
    const { form, contents } = await startMonitor(connection, request.database, columns, signal);
    let tables = updated(emptyTables(Object.keys(request.tables)), contents, form, columns);
    apply = (method, params) => {
      if (method !== form || !isList(params) || params[0] !== MONITOR) return;
      try {
        tables = updated(tables, params[1] ?? null, form, columns);
      } catch (error) {
        connection.close(new HostError('refused', path, 'sent an update that does not fit', { cause: error }));
        return;
      }
      listener.changed();
    };
    for (const [method, params] of early.splice(0)) apply(method, params);
    return {
      read: async (asking) => {
        await connection.request('echo', [], asking);
        return tables;
      },
      isGood: connection.isGood,
      close: () => connection.close(new HostError('ended', path, 'closed')),
    };
  } catch (error) {
    const reason = error instanceof HostError ? error : unfit(path, error);
    connection.close(reason);
    throw reason;
  }
}

/** Differences only where the server knows how (`monitor_cond`, since Open vSwitch 2.6), whole rows otherwise. */
async function startMonitor(
  connection: Connection,
  database: string,
  columns: Columns,
  signal: AbortSignal,
): Promise<{ readonly form: UpdateForm; readonly contents: Json }> {
  const params = [database, MONITOR, monitorRequests(columns)];
  try {
    return { form: 'update2', contents: await connection.request('monitor_cond', params, signal) };
  } catch (error) {
    if (!(error instanceof HostError) || error.kind !== 'refused' || !error.message.includes('unknown method')) {
      throw error;
    }
    return { form: 'update', contents: await connection.request('monitor', params, signal) };
  }
}

function unfit(path: string, error: unknown): HostError {
  return new HostError('refused', path, 'sent contents that do not fit', { cause: error });
}

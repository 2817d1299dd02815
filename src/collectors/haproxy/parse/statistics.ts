import { ParseError } from '../../../core/errors.ts';
import { integer } from '../../../core/text.ts';
import { needed, parseCsv, type Row } from '../../../haproxy/csv.ts';
import { placeKey, type ServerPlace } from '../../../haproxy/servers-state.ts';

/** What `show stat` tells, by what it tells it of. The rows hold the figures. */
export type Statistics = {
  readonly frontends: readonly Proxy[];
  readonly listeners: readonly Listener[];
  readonly backends: readonly Backend[];
  readonly servers: readonly Server[];
};

export type Proxy = { readonly name: string; readonly status: string; readonly row: Row };
export type Listener = Proxy & { readonly frontend: string };

export type Backend = Proxy & {
  /** Servers that it can use: active ones, and backups. */
  readonly active: number;
  readonly backup: number;
};

export type Server = {
  readonly backend: string;
  readonly name: string;
  readonly status: ServerStatus;
  /** What stands behind the status in brackets: `via be/s1`, `agent`, `resolution`. */
  readonly cause: string | null;
  readonly isBackup: boolean;
  readonly place: ServerPlace;
  readonly row: Row;
};

export const serverStatuses = ['UP', 'DOWN', 'MAINT', 'DRAIN', 'NOLB', 'NO_CHECK'] as const;
export type ServerStatus = (typeof serverStatuses)[number];

// UP, UP 1/3 (it fails), DOWN 1/2 (it recovers), MAINT (via be/s1), DOWN (agent), NOLB 2/3, no check
const STATUS = /^(no check|[A-Z]+)(?: \d+\/\d+)?(?: \((.*)\))?$/;
/** The column `type` (management.txt, section 9.1). */
const TYPES: ReadonlyMap<string, keyof Statistics> = new Map([
  ['0', 'frontends'],
  ['1', 'backends'],
  ['2', 'servers'],
  ['3', 'listeners'],
]);

/** @param places where the servers are, as far as `show servers state` tells it */
export function parseStatistics(file: string, text: string, places: ReadonlyMap<string, ServerPlace>): Statistics {
  const frontends: Proxy[] = [];
  const listeners: Listener[] = [];
  const backends: Backend[] = [];
  const servers: Server[] = [];
  for (const row of parseCsv(file, text).rows) {
    const type = TYPES.get(needed(row, 'type'));
    const proxy = needed(row, 'pxname');
    const status = needed(row, 'status');
    const name = needed(row, 'svname');
    if (type === 'frontends') frontends.push({ name: proxy, status, row });
    else if (type === 'listeners') listeners.push({ frontend: proxy, name, status, row });
    else if (type === 'backends') backends.push(backendOf(proxy, row));
    else if (type === 'servers') servers.push(serverOf(proxy, row, places));
    else throw new ParseError(file, row.line, 'a type from 0 to 3', row.cell('type'));
  }
  return { frontends, listeners, backends, servers };
}

function backendOf(name: string, row: Row): Backend {
  // UP, DOWN; before 2.0 also with a count such as "UP 1/2"
  const [status = ''] = needed(row, 'status').split(' ');
  return { name, status, active: count(row, 'act'), backup: count(row, 'bck'), row };
}

function count(row: Row, column: string): number {
  return integer(row.cell(column), row, `a number in the column ${column}`);
}

function serverOf(backend: string, row: Row, places: ReadonlyMap<string, ServerPlace>): Server {
  const name = needed(row, 'svname');
  const [, word, cause] = STATUS.exec(needed(row, 'status')) ?? [];
  const wanted = word === 'no check' ? 'NO_CHECK' : word;
  const status = serverStatuses.find((one) => one === wanted);
  if (status === undefined) {
    throw new ParseError(row.file, row.line, `${serverStatuses.join(', ')} as status`, row.cell('status'));
  }
  const place = places.get(placeKey(backend, name)) ?? placeIn(row.cell('addr'));
  return { backend, name, status, cause: cause ?? null, isBackup: count(row, 'bck') === 1, place, row };
}

// 192.0.2.1:80, [2001:db8::1]:80
const ADDRESS = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/;

/** The column `addr`: `unix` for a unix socket, nothing where the socket's level does not show it. */
function placeIn(text: string | undefined): ServerPlace {
  const [, six, four, port] = ADDRESS.exec(text ?? '') ?? [];
  return { address: six ?? four ?? null, port: port === undefined || port === '0' ? null : Number(port) };
}

import { setTimeout as delay } from 'node:timers/promises';
import { HostError, ParseError } from '../../core/errors.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { integer } from '../../core/text.ts';
import { type AdminState, parseAdminStates } from '../../haproxy/admin-state.ts';
import { parseCsv, type Row } from '../../haproxy/csv.ts';
import { haproxyName } from '../../haproxy/names.ts';
import { placeKey } from '../../haproxy/servers-state.ts';
import type { Host } from '../../host/host.ts';
import type { Refusal } from '../action.ts';
import type { HaproxyPlace, MemberEvidence } from './evidence.ts';

/** What a look at a balancer gives. */
export type Placed = Pick<MemberEvidence, 'group' | 'usable' | 'at'>;

type Whereabouts = Pick<HaproxyPlace, 'socket' | 'pid' | 'throughMaster' | 'backend' | 'server'>;

/** Looks at a server and its backend twice, so far apart. */
export async function observeHaproxy(
  host: Host,
  haproxy: Snapshot | undefined,
  entry: string,
  watch: number,
  signal: AbortSignal,
): Promise<Placed | Refusal> {
  const where = whereabouts(haproxy, entry);
  if ('refused' in where) return where;
  const first = await readBackend(host, where, signal);
  await delay(watch * 1000, undefined, { signal });
  const second = await readBackend(host, where, signal);
  const [before, after] = [first.rows.get(where.server), second.rows.get(where.server)];
  const admin = second.admin.get(placeKey(where.backend, where.server));
  if (before === undefined || after === undefined || admin === undefined) {
    return { refused: `HAProxy has no server ${where.backend}/${where.server} any more` };
  }
  const members = [...second.rows].filter(([, row]) => row.cell('bck') !== '1');
  const isUsed = (name: string) => usable(second.admin.get(placeKey(where.backend, name)));
  return {
    group: {
      name: entry.slice(0, -where.server.length - 1),
      members: members.length,
      usable: members.filter(([name]) => isUsed(name)).length,
    },
    usable: isUsed(where.server) && after.cell('bck') !== '1',
    at: {
      balancer: 'haproxy',
      ...where,
      admin: admin.words,
      hasAgent: admin.hasAgent,
      status: after.cell('status') ?? '',
      check: after.cell('check_status')?.replace(/^\* /, '') ?? null,
      followers: followersIn(second.admin),
      seen: seenBetween(before, after),
    },
  };
}

/** Whether HAProxy gives it new clients. */
function usable(state: AdminState | undefined): boolean {
  return state?.words === 'ready' && state.isUp && state.weight > 0;
}

/** So many are told. */
const FOLLOWERS = 20;

function followersIn(admin: ReadonlyMap<string, AdminState>): HaproxyPlace['followers'] {
  const backendOf = (key: string) => key.split('/')[0] ?? '';
  const following = [...admin].filter(([, { isInherited }]) => isInherited).slice(0, FOLLOWERS);
  return following.map(([name]) => {
    const backend = backendOf(name);
    const members = [...admin].filter(([key]) => backendOf(key) === backend);
    return { name, backend, members: members.length, usable: members.filter(([, state]) => usable(state)).length };
  });
}

/** Where the process can be reached that has the server. */
function whereabouts(haproxy: Snapshot | undefined, entry: string): Whereabouts | Refusal {
  const server = haproxy?.states.get(`server/${entry}`)?.fields;
  const name = String(server?.process);
  const process = haproxy?.states.get(`process/${name}`)?.fields;
  if (haproxy === undefined || server === undefined || process === undefined) {
    return { refused: `no HAProxy of this host has ${entry}` };
  }
  const { socket, status, pid } = process;
  if (status !== 'running' || typeof pid !== 'number' || typeof socket !== 'string') {
    return { refused: `HAProxy ${name} is ${status}: what it has is not known` };
  }
  const [backend, own] = [String(server.backend), String(server.server)];
  if (!haproxyName.test(backend) || !haproxyName.test(own)) {
    return { refused: `${JSON.stringify(entry)} has characters that no name of HAProxy has` };
  }
  return { socket, pid, throughMaster: isMaster(haproxy, name), backend, server: own };
}

/** A process without a socket of its own goes by the name of its master's, with its number behind it if there are more. */
function isMaster(haproxy: Snapshot, process: string): boolean {
  const family = haproxy.families().find(({ definition }) => definition.name === 'netsteward_haproxy_master_workers');
  const masters = new Set(family?.points.map(({ labels }) => labels[0]));
  return masters.has(process) || masters.has(process.replace(/\/\d+$/, ''));
}

type BackendReading = { readonly admin: ReadonlyMap<string, AdminState>; readonly rows: ReadonlyMap<string, Row> };

/** Everything over one connection, as every connection may reach another process. */
async function readBackend(host: Host, where: Whereabouts, signal: AbortSignal): Promise<BackendReading> {
  const { socket, pid, throughMaster, backend } = where;
  const prefix = throughMaster ? `@!${pid} ` : '';
  // 4 are servers, -1 is all of them. A name that begins with a digit would be taken for a number: then all is asked for.
  const stat = /^[A-Za-z_]/.test(backend) ? `show stat ${backend} 4 -1` : 'show stat';
  const commands = ['show info', 'show servers state', stat];
  const answer = await host.ask(socket, commands.map((one) => `${prefix}${one}`).join(';'), signal);
  const [info = '', states = '', statistics = ''] = answer.split('\n\n');
  const [, found] = /^Pid: (\d+)$/m.exec(info) ?? [];
  if (found === undefined) {
    throw new HostError('refused', socket, `does not answer show info but says: ${info.slice(0, 120)}`);
  }
  if (Number(found) !== pid)
    throw new HostError('refused', socket, `process ${found} answers, not ${pid}: it was reloaded`);
  const rows = parseCsv(`${socket} show stat`, withoutEmptyLine(statistics)).rows;
  const own = rows.filter((row) => row.cell('pxname') === backend && row.cell('type') === '2');
  if (own.length === 0) throw new ParseError(`${socket} show stat`, 0, `the servers of ${backend}`);
  return {
    admin: parseAdminStates(`${socket} show servers state`, withoutEmptyLine(states)),
    rows: new Map(own.map((row) => [row.cell('svname') ?? '', row])),
  };
}

/** `show info` ends with one more line end from 2.4 on. */
function withoutEmptyLine(text: string): string {
  return text.startsWith('\n') ? text.slice(1) : text;
}

/** The differences of counters, which begin anew when somebody clears them. */
function seenBetween(before: Row, after: Row): HaproxyPlace['seen'] {
  const value = (row: Row, column: string) =>
    row.cell(column) === undefined ? undefined : integer(row.cell(column), row, `a number in the column ${column}`);
  const more = (column: string): number | null => {
    const [from, to] = [value(before, column), value(after, column)];
    return from === undefined || to === undefined ? null : Math.max(0, to - from);
  };
  const answers = ['1xx', '2xx', '3xx', '4xx', '5xx', 'other'].map((code) => more(`hrsp_${code}`));
  return {
    chosen: more('lbtot') ?? 0,
    sessions: more('stot') ?? 0,
    connectionErrors: more('econ') ?? 0,
    responseErrors: more('eresp') ?? 0,
    serverErrors: more('hrsp_5xx'),
    answers: answers.includes(null) ? null : answers.reduce<number>((sum, one) => sum + (one ?? 0), 0),
  };
}

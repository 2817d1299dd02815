import { HostError, messageOf, ParseError } from '../../../core/errors.ts';
import type { Host } from '../../../host/host.ts';
import type { OvsDaemon } from '../../../ovs/daemons.ts';
import type { Switch } from '../../../ovs/switches.ts';
import type { SwitchReading } from '../bond.ts';
import { parseBondShow } from '../parse/bond-show.ts';
import { parseLacpShow } from '../parse/lacp-show.ts';
import { parseLacpStats } from '../parse/lacp-stats.ts';
import { bondTables, type PortRow, portRowsOf } from './port-rows.ts';

/** A reading, and why the database could not be asked. */
export type SwitchAnswer = { readonly reading: SwitchReading; readonly problem: string | undefined };

/** Asks one switch about its bonds. Rejects when its ovs-vswitchd does not answer, or in a way that makes no sense. */
export async function readSwitch(host: Host, found: Switch, signal: AbortSignal): Promise<SwitchAnswer> {
  const { vswitchd } = found;
  if (vswitchd === undefined) throw new Error(`ovs-vswitchd is not running (no pid file in ${found.runDirectory})`);
  const [rows, bonds, lacp, counts] = await Promise.all([
    readRows(host, found.database, signal),
    ask(host, vswitchd, 'bond/show', signal).then(parseBondShow),
    ask(host, vswitchd, 'lacp/show', signal).then(parseLacpShow),
    askNewer(host, vswitchd, 'lacp/show-stats', signal).then(parseLacpStats),
  ]);
  const known = rows instanceof Map ? rows : undefined;
  return {
    reading: {
      daemon: found.name,
      bonds,
      lacp: new Map(lacp.map((one) => [one.name, one])),
      counts,
      rows: known,
    },
    problem: typeof rows === 'string' ? rows : undefined,
  };
}

/** What the database says, or why it does not. */
async function readRows(
  host: Host,
  database: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, PortRow> | string> {
  try {
    return portRowsOf(await host.tables(database, bondTables, signal));
  } catch (error) {
    signal.throwIfAborted();
    return messageOf(error);
  }
}

async function ask(host: Host, { unixctl }: OvsDaemon, method: string, signal: AbortSignal): Promise<string> {
  const answer = await host.call(unixctl, method, [], signal);
  if (typeof answer !== 'string') throw new ParseError(method, 0, 'a text', JSON.stringify(answer));
  return answer;
}

/** `"lacp/show-stats" is not a valid command (use --list-commands to see a list of valid commands)` */
const UNKNOWN = /is not a valid command/;

/** Nothing when the daemon is too old to know the method. */
async function askNewer(host: Host, daemon: OvsDaemon, method: string, signal: AbortSignal): Promise<string> {
  try {
    return await ask(host, daemon, method, signal);
  } catch (error) {
    if (error instanceof HostError && error.kind === 'refused' && UNKNOWN.test(error.message)) return '';
    throw error;
  }
}

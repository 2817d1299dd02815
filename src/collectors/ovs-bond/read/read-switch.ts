import { messageOf } from '../../../core/errors.ts';
import type { Host } from '../../../host/host.ts';
import { inAnswerTime } from '../../../ovs/answer-time.ts';
import { ask, askIfThere } from '../../../ovs/ask.ts';
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
  const limited = inAnswerTime(signal);
  const [rows, bonds, lacp, counts] = await Promise.all([
    readRows(host, found.database, signal),
    ask(host, vswitchd, ['bond/show'], limited).then(({ text }) => parseBondShow(text)),
    ask(host, vswitchd, ['lacp/show'], limited).then(({ text }) => parseLacpShow(text)),
    askIfThere(host, vswitchd, ['lacp/show-stats'], limited).then((printed) => parseLacpStats(printed?.text ?? '')),
  ]);
  const known = rows instanceof Map ? rows : undefined;
  return {
    reading: {
      daemon: found.name,
      runDirectory: found.runDirectory,
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
    return portRowsOf(await host.tables(database, bondTables, inAnswerTime(signal)));
  } catch (error) {
    signal.throwIfAborted();
    return messageOf(error);
  }
}

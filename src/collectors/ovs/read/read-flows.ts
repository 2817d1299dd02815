import { atMost } from '../../../core/at-most.ts';
import { isAbsent, messageOf } from '../../../core/errors.ts';
import type { FlowTable, Host, Row, Tables } from '../../../host/host.ts';
import { inAnswerTime } from '../../../ovs/answer-time.ts';
import type { OvsDaemon } from '../../../ovs/daemons.ts';
import { textIn, textsIn } from '../../../ovs/row-values.ts';
import { rowsOf } from '../model/model.ts';

/** The flow tables that hold flows, by bridge; bridges of which nothing is known are not there. */
export type FlowsRead = {
  /** The process that was asked. */
  readonly pid: number;
  readonly tables: ReadonlyMap<string, readonly FlowTable[]>;
  readonly problems: readonly string[];
};

/** So many bridges are asked at once: one thread of ovs-vswitchd answers them all. */
const AT_ONCE = 4;

/**
 * Asks every bridge that the database names at `<run directory>/<bridge>.mgmt`, where ovs-vswitchd listens for
 * ovs-ofctl(8). A bridge without that socket, and one whose `protocols` are all older than OpenFlow 1.3, is left out
 * quietly. Rejects only when the signal is aborted.
 */
export async function readFlows(
  host: Host,
  { pid, runDirectory }: OvsDaemon,
  state: Tables,
  signal: AbortSignal,
): Promise<FlowsRead> {
  const tables = new Map<string, readonly FlowTable[]>();
  const problems: string[] = [];
  const bridges = [...rowsOf(state, 'Bridge').values()].flatMap(askable);
  const limited = inAnswerTime(signal);
  await atMost(AT_ONCE, bridges, async (bridge) => {
    try {
      const all = await host.flowTables(`${runDirectory}/${bridge}.mgmt`, limited);
      const used = all.filter(({ flows = 0 }) => flows > 0);
      tables.set(bridge, used);
    } catch (error) {
      signal.throwIfAborted();
      if (!isAbsent(error)) problems.push(`flows of ${bridge}: ${messageOf(error)}`);
    }
  });
  return { pid, tables, problems: problems.sort() };
}

const NEW_ENOUGH = ['OpenFlow13', 'OpenFlow14', 'OpenFlow15'];

/** The name of a bridge that can be asked. Without `protocols` it speaks all that its ovs-vswitchd knows. */
function askable(row: Row): readonly string[] {
  const name = textIn(row, 'name') ?? '';
  const protocols = textsIn(row, 'protocols');
  const speaks = protocols.length === 0 || protocols.some((one) => NEW_ENOUGH.includes(one));
  // ovs-vswitchd makes no bridge whose name would lead to another directory.
  return name === '' || name.includes('/') || !speaks ? [] : [name];
}

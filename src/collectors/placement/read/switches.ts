import { messageOf } from '../../../core/errors.ts';
import type { Problem } from '../../../core/snapshot.ts';
import type { Host, Row, TablesRequest } from '../../../host/host.ts';
import { inAnswerTime } from '../../../ovs/answer-time.ts';
import { askIfThere } from '../../../ovs/ask.ts';
import { findDaemons, type OvsDaemon, type RunDirectories } from '../../../ovs/daemons.ts';
import { numberAt, textAt, textIn } from '../../../ovs/row-values.ts';
import { type PolledQueues, parseRxQueues } from '../../../ovs/threads/rx-queues.ts';

/** What the PMDs of one switch poll, and what is behind its ports. */
export type SwitchReading = {
  /** As the label `daemon`. */
  readonly daemon: string;
  readonly polled: readonly PolledQueues[];
  readonly ports: ReadonlyMap<string, SwitchPort>;
};

export type SwitchPort = {
  readonly name: string;
  readonly type: string;
  /** Where a guest is connected. */
  readonly socket: string | undefined;
  /** Of a network card. */
  readonly address: string | undefined;
  /** NUMA node of the card, or of the guest's memory, as the switch found it. */
  readonly node: number | undefined;
};

const tablesWanted: TablesRequest = {
  database: 'Open_vSwitch',
  tables: { Interface: ['name', 'type', 'status', 'options'] },
};
const NO_DATAPATH = /existing datapath/;
/** dpdkvhostuserclient, and dpdkvhostuser where the switch makes the socket. */
export const GUEST_PORT = /^dpdkvhostuser/;
// 0000:81:00.0, also with arguments of the driver behind it
const DEVICE = /^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]/;

/** Reads every switch that has PMDs. One that can't be read is a problem beside the others. */
export async function readSwitches(
  host: Host,
  settings: RunDirectories,
  problems: Problem[],
  signal: AbortSignal,
): Promise<readonly SwitchReading[]> {
  const daemons = await findDaemons(host, settings, signal).catch((error: unknown) => {
    problems.push({ subject: 'placement', message: messageOf(error) });
    return [];
  });
  const readings = await Promise.all(
    daemons.map(async (daemon) => {
      if (daemon.kind !== 'vswitchd') return undefined;
      try {
        return await readSwitch(host, daemon, inAnswerTime(signal));
      } catch (error) {
        problems.push({ subject: daemon.name === '' ? 'ovs-vswitchd' : daemon.name, message: messageOf(error) });
        return undefined;
      }
    }),
  );
  return readings.flatMap((reading) => reading ?? []);
}

async function readSwitch(host: Host, daemon: OvsDaemon, signal: AbortSignal): Promise<SwitchReading | undefined> {
  const printed = await askIfThere(host, daemon, ['dpif-netdev/pmd-rxq-show'], signal, NO_DATAPATH);
  if (printed === undefined) return undefined;
  const tables = await host.tables(daemon.database, tablesWanted, signal);
  const ports = [...(tables.Interface?.values() ?? [])].map(portOf);
  return {
    daemon: daemon.name,
    polled: parseRxQueues(printed.text, printed.command),
    ports: new Map(ports.map((port) => [port.name, port])),
  };
}

function portOf(row: Row): SwitchPort {
  const node = numberAt(row, 'status', 'numa_id') ?? numberAt(row, 'status', 'numa');
  const devargs = textAt(row, 'options', 'dpdk-devargs') ?? '';
  return {
    name: textIn(row, 'name') ?? '',
    type: textIn(row, 'type') ?? '',
    socket: textAt(row, 'options', 'vhost-server-path') ?? textAt(row, 'status', 'socket'),
    address: DEVICE.exec(devargs)?.[0],
    node: node === undefined || node < 0 ? undefined : node,
  };
}

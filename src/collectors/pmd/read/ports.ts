import type { Row } from '../../../host/host.ts';
import type { Datapath } from '../../../ovs/datapaths.ts';
import { numberAt, numeric, textIn } from '../../../ovs/row-values.ts';
import type { Port } from '../reading.ts';

/** Types of interfaces that PMDs poll: `dpdk`, `dpdkvhostuserclient`, `afxdp`; the others are the main thread's. */
const POLLED = /^(?:dpdk|afxdp$|netmap)/;
/** The guest says how many queues there are. */
const GUESTS = /^dpdkvhostuser/;

/**
 * Ports that PMDs poll. How many queues a port has and was to have stood in `dpctl/show` until 3.2
 * (`configured_rx_queues`, `requested_rx_queues`); since 3.3 that shows the wish (`n_rxq`) and the database what became
 * of it (Interface status:n_rxq; ovs, lib/netdev-dpdk.c).
 */
export function portsOf(datapath: Datapath | undefined, interfaces: Iterable<Row>): readonly Port[] {
  const rows = new Map<string, Row>();
  for (const row of interfaces) rows.set(textIn(row, 'name') ?? '', row);
  return (datapath?.ports ?? []).flatMap(({ name, type, settings }) => {
    if (!POLLED.test(type)) return [];
    const row = rows.get(name) ?? {};
    const queues = numberAt(row, 'status', 'n_rxq') ?? numeric(settings.get('configured_rx_queues'));
    const requested =
      numberAt(row, 'options', 'n_rxq') ??
      numeric(settings.get('requested_rx_queues')) ??
      numeric(settings.get('n_rxq'));
    const node = numberAt(row, 'status', 'numa_id') ?? numberAt(row, 'status', 'numa');
    return [
      {
        name,
        type,
        node: node === undefined || node < 0 ? undefined : node,
        queues,
        requestedQueues: GUESTS.test(type) ? undefined : requested,
      },
    ];
  });
}

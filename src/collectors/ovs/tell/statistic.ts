import type { MetricDefinition } from '../../../core/metric.ts';
import { counterMetrics as metrics } from './counters.ts';

/** Where a statistic goes: its metric, and the values of the labels behind those of the interface. */
export type Target = {
  readonly definition: MetricDefinition;
  readonly labels: readonly string[];
  readonly group: 'known' | 'queue' | 'other';
};

/** Statistics with a metric of their own (IFACE_STATS in vswitchd/bridge.c; custom ones in lib/netdev-dpdk.c). */
const PLAIN: Readonly<Record<string, MetricDefinition>> = {
  rx_packets: metrics.receivedPackets,
  tx_packets: metrics.transmittedPackets,
  rx_bytes: metrics.receivedBytes,
  tx_bytes: metrics.transmittedBytes,
  rx_errors: metrics.receiveErrors,
  tx_errors: metrics.transmitErrors,
  rx_dropped: metrics.receiveDropped,
  tx_dropped: metrics.transmitDropped,
  rx_missed_errors: metrics.receiveMissed,
  rx_frame_err: metrics.receiveFrameErrors,
  rx_over_err: metrics.receiveOverruns,
  rx_crc_err: metrics.receiveCrcErrors,
  rx_mbuf_allocation_errors: metrics.receiveAllocationErrors,
  collisions: metrics.collisions,
  ovs_tx_retries: metrics.transmitRetries,
  upcall_packets: metrics.upcallPackets,
  upcall_errors: metrics.upcallErrors,
};

const DIRECTIONS: Readonly<Record<string, string>> = { rx: 'receive', tx: 'transmit' };

/** `rx_multicast_packets`, `tx_broadcast_packets` */
const CAST = /^(rx|tx)_(multicast|broadcast)_packets$/;
/** `rx_65_to_127_packets`, `tx_1523_to_max_packets` */
const SIZE = /^(rx|tx)_(\d+_to_(?:\d+|max))_packets$/;
/** `rx_undersized_errors`, `rx_jabber_errors` */
const MALFORMED = /^rx_(undersized|oversize|fragmented|jabber)_errors$/;
/** `ovs_tx_mtu_exceeded_drops`, `ovs_rx_qos_drops` */
const DROPS = /^ovs_(rx|tx)_(\w+)_drops$/;
/** `rx_q0_packets`, `tx_q1_bytes`, `rx_q0_good_packets`; `rx_q0packets` before DPDK 20.11 */
const QUEUE = /^(rx|tx)_q(\d+)_?(\w+)$/;
const QUEUE_METRICS: Readonly<Record<string, MetricDefinition>> = {
  packets: metrics.queuePackets,
  good_packets: metrics.queuePackets,
  bytes: metrics.queueBytes,
  good_bytes: metrics.queueBytes,
  errors: metrics.queueErrors,
};

const targets = new Map<string, Target>();
/** So many names are remembered: more than any driver has. */
const MAX_NAMES = 20_000;

/** Where a statistic goes, by its name in the database. */
export function targetOf(statistic: string): Target {
  const known = targets.get(statistic);
  if (known !== undefined) return known;
  const target = find(statistic);
  if (targets.size < MAX_NAMES) targets.set(statistic, target);
  return target;
}

function find(statistic: string): Target {
  const plain = Object.hasOwn(PLAIN, statistic) ? PLAIN[statistic] : undefined;
  if (plain !== undefined) return { definition: plain, labels: [], group: 'known' };
  const [, malformed] = MALFORMED.exec(statistic) ?? [];
  if (malformed !== undefined) return { definition: metrics.malformed, labels: [malformed], group: 'known' };
  return (
    directed(CAST, statistic, metrics.casts) ??
    directed(SIZE, statistic, metrics.sizes) ??
    directed(DROPS, statistic, metrics.drops) ??
    ofQueue(statistic) ?? { definition: metrics.other, labels: [statistic], group: 'other' }
  );
}

function directed(pattern: RegExp, statistic: string, definition: MetricDefinition): Target | undefined {
  const [, end, what] = pattern.exec(statistic) ?? [];
  if (end === undefined || what === undefined) return undefined;
  return { definition, labels: [DIRECTIONS[end] ?? end, what], group: 'known' };
}

function ofQueue(statistic: string): Target | undefined {
  const [, end, queue, what] = QUEUE.exec(statistic) ?? [];
  if (end === undefined || queue === undefined || what === undefined) return undefined;
  const labels = [DIRECTIONS[end] ?? end, queue];
  const definition = Object.hasOwn(QUEUE_METRICS, what) ? QUEUE_METRICS[what] : undefined;
  if (definition !== undefined) return { definition, labels, group: 'queue' };
  return { definition: metrics.queueOther, labels: [...labels, what], group: 'queue' };
}

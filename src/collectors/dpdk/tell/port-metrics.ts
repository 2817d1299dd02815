import { defineMetrics, type MetricDefinition } from '../../../core/metric.ts';

const PORT = ['process', 'port'];
const QUEUE = ['process', 'port', 'queue'];

/** Metrics of Ethernet devices; a port goes by the device's name. */
export const portMetrics = defineMetrics({
  info: {
    name: 'netsteward_dpdk_port_info',
    type: 'gauge',
    help: "An Ethernet device of a DPDK process, with its number there and its address. Always 1. Open vSwitch names the device in an interface's options:dpdk-devargs and the number in status:port_no.",
    labels: [...PORT, 'id', 'address'],
    source: 'telemetry /ethdev/info',
  },
  up: {
    name: 'netsteward_dpdk_port_up',
    type: 'gauge',
    help: 'Whether the link is up.',
    labels: PORT,
    source: 'telemetry /ethdev/link_status status',
  },
  speed: {
    name: 'netsteward_dpdk_port_speed_bytes',
    type: 'gauge',
    help: 'Speed of the link in bytes per second. Not known while it is down.',
    labels: PORT,
    source: 'telemetry /ethdev/link_status speed',
  },
  fullDuplex: {
    name: 'netsteward_dpdk_port_full_duplex',
    type: 'gauge',
    help: 'Whether the link sends and receives at the same time.',
    labels: PORT,
    source: 'telemetry /ethdev/link_status duplex',
  },
  started: {
    name: 'netsteward_dpdk_port_started',
    type: 'gauge',
    help: 'Whether the process has started the device.',
    labels: PORT,
    source: 'telemetry /ethdev/info dev_started',
  },
  promiscuous: {
    name: 'netsteward_dpdk_port_promiscuous',
    type: 'gauge',
    help: 'Whether the device receives packets for any address.',
    labels: PORT,
    source: 'telemetry /ethdev/info promiscuous',
  },
  mtu: {
    name: 'netsteward_dpdk_port_mtu_bytes',
    type: 'gauge',
    help: 'Largest packet that the device sends, without its Ethernet header.',
    labels: PORT,
    source: 'telemetry /ethdev/info mtu',
  },
  receiveQueues: {
    name: 'netsteward_dpdk_port_receive_queues',
    type: 'gauge',
    help: 'Receive queues that are set up.',
    labels: PORT,
    source: 'telemetry /ethdev/info nb_rx_queues',
  },
  transmitQueues: {
    name: 'netsteward_dpdk_port_transmit_queues',
    type: 'gauge',
    help: 'Transmit queues that are set up.',
    labels: PORT,
    source: 'telemetry /ethdev/info nb_tx_queues',
  },
  node: {
    name: 'netsteward_dpdk_port_numa_node',
    type: 'gauge',
    help: 'NUMA node that the device is attached to. Left out where none is known.',
    labels: PORT,
    source: 'telemetry /ethdev/info numa_node',
  },
  extended: {
    name: 'netsteward_dpdk_port_extended_statistic',
    type: 'gauge',
    help: 'An extended statistic under the name that the driver gives it; most are totals that only grow. Those that are 0, and that are not chosen by the setting extended_statistics, are left out.',
    labels: [...PORT, 'statistic'],
    source: 'telemetry /ethdev/xstats',
  },
});

/** By the field of struct rte_eth_stats. Queues are counted where the driver does so, and 16 at most. */
export const portCounters: ReadonlyMap<string, MetricDefinition> = new Map([
  counter('ipackets', 'receive_packets', PORT, 'Packets received.'),
  counter('opackets', 'transmit_packets', PORT, 'Packets sent.'),
  counter('ibytes', 'receive_bytes', PORT, 'Bytes received.'),
  counter('obytes', 'transmit_bytes', PORT, 'Bytes sent.'),
  counter('imissed', 'receive_missed', PORT, 'Packets that the device dropped because the receive queues were full.'),
  counter('ierrors', 'receive_errors', PORT, 'Packets received with errors.'),
  counter('oerrors', 'transmit_errors', PORT, 'Packets that could not be sent.'),
  counter('rx_nombuf', 'receive_no_buffer', PORT, 'Times that there was no buffer for a packet to receive.'),
]);

export const queueCounters: ReadonlyMap<string, MetricDefinition> = new Map([
  counter('q_ipackets', 'queue_receive_packets', QUEUE, 'Packets received by a queue.'),
  counter('q_ibytes', 'queue_receive_bytes', QUEUE, 'Bytes received by a queue.'),
  counter('q_errors', 'queue_receive_errors', QUEUE, 'Packets that a receive queue dropped.'),
  counter('q_opackets', 'queue_transmit_packets', QUEUE, 'Packets sent by a queue.'),
  counter('q_obytes', 'queue_transmit_bytes', QUEUE, 'Bytes sent by a queue.'),
]);

function counter(
  field: string,
  name: string,
  labels: readonly string[],
  help: string,
): readonly [string, MetricDefinition] {
  const source = `telemetry /ethdev/stats ${field}`;
  return [field, { name: `netsteward_dpdk_port_${name}_total`, type: 'counter', help, labels, source }];
}

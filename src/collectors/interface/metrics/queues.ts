import { defineMetrics } from '../../../core/metric.ts';

const DEVICE = ['netns', 'interface'] as const;
const QDISC = 'tc -s qdisc';
const SOFTNET = '/proc/net/softnet_stat';

/** Where packets wait, and are lost while they wait: behind each device's queueing discipline and on each CPU. */
export const queueMetrics = defineMetrics({
  qdiscDrops: {
    name: 'netsteward_interface_qdisc_drops_total',
    type: 'counter',
    help: 'Packets dropped by the queueing discipline at the root of the device and those below it. Devices without a queue (noqueue) are left out.',
    labels: DEVICE,
    source: QDISC,
  },
  qdiscOverlimits: {
    name: 'netsteward_interface_qdisc_overlimits_total',
    type: 'counter',
    help: 'Times that a packet had to wait because the queueing discipline allowed no more.',
    labels: DEVICE,
    source: QDISC,
  },
  qdiscRequeues: {
    name: 'netsteward_interface_qdisc_requeues_total',
    type: 'counter',
    help: 'Packets put back into the queue because the device could not take them.',
    labels: DEVICE,
    source: QDISC,
  },
  qdiscBacklogBytes: {
    name: 'netsteward_interface_qdisc_backlog_bytes',
    type: 'gauge',
    help: 'Bytes waiting in the queueing discipline of the device.',
    labels: DEVICE,
    source: QDISC,
  },
  qdiscBacklogPackets: {
    name: 'netsteward_interface_qdisc_backlog_packets',
    type: 'gauge',
    help: 'Packets waiting in the queueing discipline of the device.',
    labels: DEVICE,
    source: QDISC,
  },
  softnetProcessed: {
    name: 'netsteward_interface_softnet_processed_total',
    type: 'counter',
    help: 'Packets that this CPU took from devices. The kernel counts in 32 bits, so this and the other softnet totals begin again at 0 at times.',
    labels: ['cpu'],
    source: SOFTNET,
  },
  softnetDropped: {
    name: 'netsteward_interface_softnet_dropped_total',
    type: 'counter',
    help: 'Packets dropped because the backlog of this CPU was full (net.core.netdev_max_backlog).',
    labels: ['cpu'],
    source: SOFTNET,
  },
  softnetSqueezed: {
    name: 'netsteward_interface_softnet_time_squeezes_total',
    type: 'counter',
    help: 'Times that this CPU had to stop taking packets although there were more (net.core.netdev_budget).',
    labels: ['cpu'],
    source: SOFTNET,
  },
  softnetReceivedRps: {
    name: 'netsteward_interface_softnet_received_rps_total',
    type: 'counter',
    help: 'Times that this CPU was woken by another one to take packets (receive packet steering).',
    labels: ['cpu'],
    source: SOFTNET,
  },
  softnetFlowLimit: {
    name: 'netsteward_interface_softnet_flow_limit_drops_total',
    type: 'counter',
    help: 'Packets dropped because their flow had too large a share of the backlog of this CPU.',
    labels: ['cpu'],
    source: SOFTNET,
  },
  softnetBacklog: {
    name: 'netsteward_interface_softnet_backlog_packets',
    type: 'gauge',
    help: 'Packets waiting in the backlog of this CPU.',
    labels: ['cpu'],
    source: SOFTNET,
  },
});

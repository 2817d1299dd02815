import { defineMetrics } from '../../../core/metric.ts';
import { PMD, STATS } from './counter-metrics.ts';

const DAEMON = ['daemon'] as const;
const PORT = [...DAEMON, 'port'] as const;
const QUEUE = [...PORT, 'queue', 'node', 'core'] as const;
const RXQ = 'unixctl dpif-netdev/pmd-rxq-show';
const STATUS = '/proc/<pid of ovs-vswitchd>/task/<PMD>/status';
const CONFIG = 'OVSDB Open_vSwitch other_config';

/** Figures of PMDs, their queues and ports. An empty `daemon` is the host's only or default ovs-vswitchd. */
export const pmdMetrics = defineMetrics({
  busy: {
    name: 'netsteward_pmd_busy_ratio',
    type: 'gauge',
    help: 'Share of the time since the last reading that the PMD worked on packets, by its cycles and the time that it slept. Without those (since 4.0): what its queues took lately and its overhead.',
    labels: PMD,
    source: `computed from ${STATS} cycles and pmd-perf-show "Sleep time", or from pmd-rxq-show`,
  },
  spread: {
    name: 'netsteward_pmd_busy_spread_ratio',
    type: 'gauge',
    help: 'Difference between the busiest PMD of a NUMA node and the least busy one, 0 to 1.',
    labels: [...DAEMON, 'node'],
    source: 'computed from netsteward_pmd_busy_ratio',
  },
  overloaded: {
    name: 'netsteward_pmd_overloaded',
    type: 'gauge',
    help: 'Whether a PMD was above 95 % busy in two readings running while another of its NUMA node was below 25 % (1), until it falls below 85 % or the other rises above 40 % (0).',
    labels: PMD,
    source: 'computed from netsteward_pmd_busy_ratio',
  },
  cycles: {
    name: 'netsteward_pmd_cycles_total',
    type: 'counter',
    help: 'Cycles of the CPU in iterations with packets (busy) and without (idle). Counted since the thread began or the statistics were cleared.',
    labels: [...PMD, 'state'],
    source: `${STATS} "processing cycles", "idle cycles"`,
  },
  hits: {
    name: 'netsteward_pmd_hits_total',
    type: 'counter',
    help: 'Lookups answered by each cache: phwol (marked by hardware), simple_match, emc (exact match), smc (signature match), megaflow. Counted since the thread began or the statistics were cleared.',
    labels: [...PMD, 'cache'],
    source: `${STATS} "hits"`,
  },
  isolated: {
    name: 'netsteward_pmd_isolated',
    type: 'gauge',
    help: 'Whether the PMD is kept for queues pinned to it (1) or gets others too (0).',
    labels: PMD,
    source: `${RXQ} "isolated"`,
  },
  overhead: {
    name: 'netsteward_pmd_overhead_ratio',
    type: 'gauge',
    help: "Share of the PMD's cycles in the last minute that was work for none of its queues.",
    labels: PMD,
    source: `${RXQ} "overhead"`,
  },
  queues: {
    name: 'netsteward_pmd_queues',
    type: 'gauge',
    help: 'Receive queues that the PMD polls.',
    labels: PMD,
    source: `${RXQ} "port"`,
  },
  maxSleep: {
    name: 'netsteward_pmd_sleep_limit_seconds',
    type: 'gauge',
    help: 'The longest that the PMD may sleep when it has nothing to do.',
    labels: PMD,
    source: 'unixctl dpif-netdev/pmd-sleep-show "max sleep"',
  },
  involuntary: {
    name: 'netsteward_pmd_involuntary_context_switches_total',
    type: 'counter',
    help: 'Times that the kernel took the core away from the PMD.',
    labels: PMD,
    source: `${STATUS} nonvoluntary_ctxt_switches`,
  },
  voluntary: {
    name: 'netsteward_pmd_voluntary_context_switches_total',
    type: 'counter',
    help: 'Times that the PMD gave its core up, to sleep or to wait.',
    labels: PMD,
    source: `${STATUS} voluntary_ctxt_switches`,
  },
  cpuIsolated: {
    name: 'netsteward_pmd_cpu_isolated',
    type: 'gauge',
    help: "Whether the kernel keeps other work away from the PMD's core (isolcpus) (1) or not (0).",
    labels: PMD,
    source: '/sys/devices/system/cpu/isolated',
  },
  queueUsage: {
    name: 'netsteward_pmd_rxq_usage_ratio',
    type: 'gauge',
    help: "Share of its PMD's cycles in the last minute that a receive queue took.",
    labels: QUEUE,
    source: `${RXQ} "pmd usage"`,
  },
  queueEnabled: {
    name: 'netsteward_pmd_rxq_enabled',
    type: 'gauge',
    help: 'Whether a receive queue that a PMD polls is enabled (1), or was switched off by a virtual machine (0).',
    labels: QUEUE,
    source: `${RXQ} "(enabled)"`,
  },
  queuePolled: {
    name: 'netsteward_pmd_rxq_polled',
    type: 'gauge',
    help: 'Whether a receive queue of a port is polled by a PMD (1) or by none (0): packets of the latter are never seen.',
    labels: [...PORT, 'queue'],
    source: `${RXQ} "port", "queue-id"; OVSDB Interface status:n_rxq or dpctl/show "configured_rx_queues"`,
  },
  queueCrossesNodes: {
    name: 'netsteward_pmd_rxq_crosses_nodes',
    type: 'gauge',
    help: 'Whether a receive queue is polled on another NUMA node than that of its network card (1) or on the same (0).',
    labels: QUEUE,
    source: `${RXQ} numa_id; OVSDB Interface status:numa_id`,
  },
  portQueues: {
    name: 'netsteward_pmd_port_rx_queues',
    type: 'gauge',
    help: 'Receive queues that a port has.',
    labels: PORT,
    source: 'OVSDB Interface status:n_rxq or dpctl/show "configured_rx_queues"',
  },
  requestedQueues: {
    name: 'netsteward_pmd_port_rx_queues_requested',
    type: 'gauge',
    help: 'Receive queues that a port was to have.',
    labels: PORT,
    source: 'OVSDB Interface options:n_rxq or dpctl/show "requested_rx_queues"',
  },
  mainPackets: {
    name: 'netsteward_pmd_main_thread_rx_packets_total',
    type: 'counter',
    help: 'Packets that the main thread received, from ports that no PMD polls.',
    labels: DAEMON,
    source: `${STATS} main thread "packets received"`,
  },
  mainHits: {
    name: 'netsteward_pmd_main_thread_hits_total',
    type: 'counter',
    help: 'Lookups of the main thread answered by each cache.',
    labels: [...DAEMON, 'cache'],
    source: `${STATS} main thread "hits"`,
  },
  mainUpcalls: {
    name: 'netsteward_pmd_main_thread_upcalls_total',
    type: 'counter',
    help: 'Packets of unknown flows that the main thread handed up.',
    labels: DAEMON,
    source: `${STATS} main thread "miss with success upcall"`,
  },
  mainLost: {
    name: 'netsteward_pmd_main_thread_lost_upcalls_total',
    type: 'counter',
    help: 'Packets of unknown flows that the main thread could not hand up.',
    labels: DAEMON,
    source: `${STATS} main thread "miss with failed upcall"`,
  },
  balancing: {
    name: 'netsteward_pmd_auto_load_balance_enabled',
    type: 'gauge',
    help: 'Whether Open vSwitch moves queues between PMDs by itself (1) or not (0).',
    labels: DAEMON,
    source: `${CONFIG}:pmd-auto-lb`,
  },
  balancingLoad: {
    name: 'netsteward_pmd_auto_load_balance_load_threshold_ratio',
    type: 'gauge',
    help: 'How busy a PMD has to be before queues are moved, where this was set.',
    labels: DAEMON,
    source: `${CONFIG}:pmd-auto-lb-load-threshold`,
  },
  balancingImprovement: {
    name: 'netsteward_pmd_auto_load_balance_improvement_threshold_ratio',
    type: 'gauge',
    help: 'How much better the load has to be spread for queues to be moved, where this was set.',
    labels: DAEMON,
    source: `${CONFIG}:pmd-auto-lb-improvement-threshold`,
  },
  balancingInterval: {
    name: 'netsteward_pmd_auto_load_balance_interval_seconds',
    type: 'gauge',
    help: 'Time between two checks of how the load is spread, where this was set.',
    labels: DAEMON,
    source: `${CONFIG}:pmd-auto-lb-rebal-interval`,
  },
});

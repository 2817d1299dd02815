import { defineMetrics, type MetricDefinition } from '../../core/metric.ts';

const DAEMON = ['daemon'] as const;
const DATAPATH = [...DAEMON, 'datapath'] as const;
const SHOW = 'unixctl dpctl/show';
const UPCALL = 'unixctl upcall/show';
const OFFLOAD = 'unixctl dpctl/offload-stats-show';

/** Figures of each datapath. An empty `daemon` is the host's only or default ovs-vswitchd. */
export const datapathMetrics = defineMetrics({
  hits: {
    name: 'netsteward_ovs_datapath_hits_total',
    type: 'counter',
    help: 'Packets whose flow the datapath knew.',
    labels: DATAPATH,
    source: `${SHOW} "lookups: hit"`,
  },
  misses: {
    name: 'netsteward_ovs_datapath_misses_total',
    type: 'counter',
    help: 'Packets whose flow it did not know, handed up to be looked at.',
    labels: DATAPATH,
    source: `${SHOW} "lookups: missed"`,
  },
  lost: {
    name: 'netsteward_ovs_datapath_lost_total',
    type: 'counter',
    help: 'Packets of unknown flows that could not be handed up, and were dropped.',
    labels: DATAPATH,
    source: `${SHOW} "lookups: lost"`,
  },
  hitRatio: {
    name: 'netsteward_ovs_datapath_hit_ratio',
    type: 'gauge',
    help: 'Share of packets whose flow was known since the datapath began. For a time of your own, divide rates of the two counters. Left out before the first packet.',
    labels: DATAPATH,
    source: 'computed from netsteward_ovs_datapath_hits_total and netsteward_ovs_datapath_misses_total',
  },
  flows: {
    name: 'netsteward_ovs_datapath_flows',
    type: 'gauge',
    help: 'Flows in the datapath; in userspace each PMD thread has its own.',
    labels: DATAPATH,
    source: `${SHOW} "flows"`,
  },
  masks: {
    name: 'netsteward_ovs_datapath_masks',
    type: 'gauge',
    help: "Masks in the kernel's datapath: the more there are, the longer a lookup takes.",
    labels: DATAPATH,
    source: `${SHOW} "masks: total"`,
  },
  maskHits: {
    name: 'netsteward_ovs_datapath_mask_lookups_total',
    type: 'counter',
    help: "Masks tried by lookups in the kernel's datapath.",
    labels: DATAPATH,
    source: `${SHOW} "masks: hit"`,
  },
  cacheHits: {
    name: 'netsteward_ovs_datapath_mask_cache_hits_total',
    type: 'counter',
    help: "Lookups in the kernel's datapath whose mask the cache knew.",
    labels: DATAPATH,
    source: `${SHOW} "cache: hit"`,
  },
  cacheSize: {
    name: 'netsteward_ovs_datapath_cache_entries_limit',
    type: 'gauge',
    help: "Entries that a cache of the kernel's datapath may hold; 0 is off.",
    labels: [...DATAPATH, 'cache'],
    source: `${SHOW} "caches: … size"`,
  },
  ports: {
    name: 'netsteward_ovs_datapath_ports',
    type: 'gauge',
    help: 'Ports of the datapath, those of its own included.',
    labels: DATAPATH,
    source: `${SHOW} "port"`,
  },
  upcallFlows: {
    name: 'netsteward_ovs_datapath_revalidated_flows',
    type: 'gauge',
    help: 'Flows that revalidators look after: now, on average, and the most there were.',
    labels: [...DATAPATH, 'figure'],
    source: `${UPCALL} "flows: current, avg, max"`,
  },
  flowLimit: {
    name: 'netsteward_ovs_datapath_flows_limit',
    type: 'gauge',
    help: 'Flows that the datapath may hold now; the daemon lowers it by itself when looking after them takes too long.',
    labels: DATAPATH,
    source: `${UPCALL} "flows: limit"`,
  },
  offloadedFlows: {
    name: 'netsteward_ovs_datapath_offloaded_flows',
    type: 'gauge',
    help: 'Flows that hardware handles.',
    labels: DATAPATH,
    source: `${UPCALL} "offloaded flows"`,
  },
  dumpDuration: {
    name: 'netsteward_ovs_datapath_dump_duration_seconds',
    type: 'gauge',
    help: 'How long the last walk through all flows took.',
    labels: DATAPATH,
    source: `${UPCALL} "dump duration"`,
  },
  revalidatorKeys: {
    name: 'netsteward_ovs_datapath_revalidator_flows',
    type: 'gauge',
    help: 'Flows that one revalidator thread looks after.',
    labels: [...DATAPATH, 'revalidator'],
    source: `${UPCALL} "keys"`,
  },
  coverage: {
    name: 'netsteward_ovs_datapath_coverage_total',
    type: 'counter',
    help: 'Internal events of ovs-vswitchd by name, as coverage/show has them. Events that never happened are left out.',
    labels: [...DAEMON, 'event'],
    source: 'unixctl coverage/show',
  },
  memory: {
    name: 'netsteward_ovs_datapath_memory_objects',
    type: 'gauge',
    help: 'Objects that ovs-vswitchd holds in memory, by their name in memory/show.',
    labels: [...DAEMON, 'object'],
    source: 'unixctl memory/show',
  },
});

type Offload = { readonly definition: MetricDefinition; readonly name: string; readonly factor: number };

function offload(name: `netsteward_${string}`, help: string, printed: string, factor = 1): Offload {
  const source = `${OFFLOAD} "${printed}"`;
  return { definition: { name, type: 'gauge', help, labels: DATAPATH, source }, name: printed, factor };
}

const PREFIX = 'netsteward_ovs_datapath_offload';

/** Totals over the threads that offload flows to hardware, by the name that is printed for them. */
export const offloadMetrics: readonly Offload[] = [
  offload(`${PREFIX}s_enqueued`, 'Flows that wait to be offloaded.', 'Enqueued offloads'),
  offload(`${PREFIX}s_inserted`, 'Flows that are in hardware.', 'Inserted offloads'),
  offload(
    `${PREFIX}_ct_unidirectional_connections`,
    'Tracked connections in hardware, one way.',
    'CT uni-dir Connections',
  ),
  offload(
    `${PREFIX}_ct_bidirectional_connections`,
    'Tracked connections in hardware, both ways.',
    'CT bi-dir Connections',
  ),
  offload(
    `${PREFIX}_latency_seconds`,
    'Time from asking for an offload until it is done, on average since the start.',
    'Cumulative Average latency (us)',
    1e-6,
  ),
  offload(
    `${PREFIX}_recent_latency_seconds`,
    'Time from asking for an offload until it is done, on average, the last ones counting most.',
    'Exponential Average latency (us)',
    1e-6,
  ),
];

import { defineMetrics } from '../../../core/metric.ts';

const NODE = ['node'] as const;
const SYSFS = '/sys/devices/system/node/node<n>';
const PAGES = [...NODE, 'size'] as const;

export const numaMetrics = defineMetrics({
  cpus: {
    name: 'netsteward_numa_cpus',
    type: 'gauge',
    help: 'CPUs of the node that are switched on; 0 for a node that is memory alone.',
    labels: NODE,
    source: `${SYSFS}/cpulist`,
  },
  isolatedCpus: {
    name: 'netsteward_numa_isolated_cpus',
    type: 'gauge',
    help: 'CPUs of the node that the kernel keeps free of other work (isolcpus).',
    labels: NODE,
    source: '/sys/devices/system/cpu/isolated',
  },
  ticklessCpus: {
    name: 'netsteward_numa_tickless_cpus',
    type: 'gauge',
    help: 'CPUs of the node without a timer tick while they run one task (nohz_full).',
    labels: NODE,
    source: '/sys/devices/system/cpu/nohz_full',
  },
  offlineCpus: {
    name: 'netsteward_numa_offline_cpus',
    type: 'gauge',
    help: 'CPUs that could be there and are switched off. The kernel does not say on which node.',
    labels: [],
    source: '/sys/devices/system/cpu/offline',
  },
  distance: {
    name: 'netsteward_numa_distance',
    type: 'gauge',
    help: 'How far the memory of node `to` is from the CPUs of the node, as the firmware says: 10 is its own, 20 twice as far.',
    labels: [...NODE, 'to'],
    source: `${SYSFS}/distance`,
  },
  memory: {
    name: 'netsteward_numa_memory_bytes',
    type: 'gauge',
    help: 'Memory of the node; 0 for a node that is CPUs alone.',
    labels: NODE,
    source: `${SYSFS}/meminfo MemTotal`,
  },
  memoryFree: {
    name: 'netsteward_numa_memory_free_bytes',
    type: 'gauge',
    help: 'Memory of the node that is used for nothing.',
    labels: NODE,
    source: `${SYSFS}/meminfo MemFree`,
  },
  memoryUsed: {
    name: 'netsteward_numa_memory_used_bytes',
    type: 'gauge',
    help: 'Memory of the node by what it is used for: file (cached), anonymous, shared, slab. Kinds overlap (shared memory is cached as well), and hugepages are not among them.',
    labels: [...NODE, 'kind'],
    source: `${SYSFS}/meminfo FilePages, AnonPages, Shmem, Slab`,
  },
  hit: allocations('hit', 'numa_hit', 'Pages that were wanted from this node and came from it.'),
  miss: allocations('miss', 'numa_miss', 'Pages that came from this node though another one was wanted.'),
  foreign: allocations('foreign', 'numa_foreign', 'Pages that were wanted from this node and came from another one.'),
  interleave: allocations(
    'interleave_hit',
    'interleave_hit',
    'Pages of interleaved memory that came from this node as wanted.',
  ),
  local: allocations('local', 'local_node', 'Pages of this node that were given to a program running on it.'),
  other: allocations('other', 'other_node', 'Pages of this node that were given to a program running on another one.'),
  hugepages: {
    name: 'netsteward_numa_hugepages',
    type: 'gauge',
    help: 'Hugepages of the node, used and free, by the size of a page.',
    labels: PAGES,
    source: `${SYSFS}/hugepages/hugepages-<size>/nr_hugepages`,
  },
  hugepagesFree: {
    name: 'netsteward_numa_hugepages_free',
    type: 'gauge',
    help: 'Hugepages of the node that nobody uses. Some of them may be promised to a program already.',
    labels: PAGES,
    source: `${SYSFS}/hugepages/hugepages-<size>/free_hugepages`,
  },
  hugepagesSurplus: {
    name: 'netsteward_numa_hugepages_surplus',
    type: 'gauge',
    help: 'Hugepages of the node beyond its pool, made when they were needed (vm.nr_overcommit_hugepages).',
    labels: PAGES,
    source: `${SYSFS}/hugepages/hugepages-<size>/surplus_hugepages`,
  },
  device: {
    name: 'netsteward_numa_network_device_info',
    type: 'gauge',
    help: 'Always 1; the labels tell where a network controller sits. kind: nic, pf (has virtual functions now), vf. `interface` is its network device in the host, empty where it has none; node is empty where the firmware does not say.',
    labels: [...NODE, 'address', 'kind', 'interface', 'driver'],
    source: '/sys/bus/pci/devices/<address>/numa_node',
  },
});

function allocations<const Kind extends string>(kind: Kind, column: string, help: string) {
  return {
    name: `netsteward_numa_${kind}_pages_total`,
    type: 'counter',
    help,
    labels: NODE,
    source: `${SYSFS}/numastat ${column}`,
  } as const;
}

/** The counters by the kernel's name for each. */
export const allocationMetrics = [
  ['numa_hit', numaMetrics.hit],
  ['numa_miss', numaMetrics.miss],
  ['numa_foreign', numaMetrics.foreign],
  ['interleave_hit', numaMetrics.interleave],
  ['local_node', numaMetrics.local],
  ['other_node', numaMetrics.other],
] as const;

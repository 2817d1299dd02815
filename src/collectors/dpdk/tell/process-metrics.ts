import { defineMetrics } from '../../../core/metric.ts';

const HEAP = ['process', 'heap'];
const POOL = ['process', 'mempool'];

/** Metrics of a process and its memory. */
export const processMetrics = defineMetrics({
  info: {
    name: 'netsteward_dpdk_process_info',
    type: 'gauge',
    help: 'A DPDK process that answers, by its file prefix: the program, the version of DPDK and the parameters of its Environment Abstraction Layer. Always 1.',
    labels: ['process', 'application', 'version', 'parameters'],
    source: 'telemetry /info and /eal/params',
  },
  hugetlb: {
    name: 'netsteward_dpdk_hugepages_bytes',
    type: 'gauge',
    help: 'Memory in hugepages that the process has mapped.',
    labels: ['process'],
    source: '/proc/<pid>/status HugetlbPages',
  },
  heapSize: {
    name: 'netsteward_dpdk_heap_size_bytes',
    type: 'gauge',
    help: 'Memory of a heap, one for each NUMA node (socket_0) and one for each piece of external memory.',
    labels: HEAP,
    source: 'telemetry /eal/heap_info Heap_size',
  },
  heapFree: {
    name: 'netsteward_dpdk_heap_free_bytes',
    type: 'gauge',
    help: 'Memory of a heap that is free.',
    labels: HEAP,
    source: 'telemetry /eal/heap_info Free_size',
  },
  heapAllocated: {
    name: 'netsteward_dpdk_heap_allocated_bytes',
    type: 'gauge',
    help: 'Memory of a heap that is in use.',
    labels: HEAP,
    source: 'telemetry /eal/heap_info Alloc_size',
  },
  heapGreatestFree: {
    name: 'netsteward_dpdk_heap_largest_free_block_bytes',
    type: 'gauge',
    help: 'The largest piece that can still be allocated of a heap: far smaller than what is free when the heap is fragmented.',
    labels: HEAP,
    source: 'telemetry /eal/heap_info Greatest_free_size',
  },
  heapAllocations: {
    name: 'netsteward_dpdk_heap_allocations',
    type: 'gauge',
    help: 'Pieces of a heap that are in use.',
    labels: HEAP,
    source: 'telemetry /eal/heap_info Alloc_count',
  },
  poolSize: {
    name: 'netsteward_dpdk_mempool_objects',
    type: 'gauge',
    help: 'Objects of a memory pool, most often packet buffers.',
    labels: POOL,
    source: 'telemetry /mempool/info populated_size',
  },
  poolInUse: {
    name: 'netsteward_dpdk_mempool_objects_in_use',
    type: 'gauge',
    help: 'Objects of a memory pool that somebody holds; when all are, packets are lost for want of a buffer. Left out where neither telemetry (some versions of DPDK) nor ovs-vswitchd tells it.',
    labels: POOL,
    source:
      'telemetry /mempool/info populated_size, total_cache_count, common_pool_count, or ovs-vswitchd netdev-dpdk/get-mempool-info',
  },
  poolObjectSize: {
    name: 'netsteward_dpdk_mempool_object_bytes',
    type: 'gauge',
    help: 'Size of one object of a memory pool, without its header.',
    labels: POOL,
    source: 'telemetry /mempool/info elt_size',
  },
  poolNode: {
    name: 'netsteward_dpdk_mempool_numa_node',
    type: 'gauge',
    help: 'NUMA node of the memory of a pool. Left out where any node would do.',
    labels: POOL,
    source: 'telemetry /mempool/info socket_id',
  },
});

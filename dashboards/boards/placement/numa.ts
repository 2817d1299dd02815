import type { Row } from '../../model/board.ts';

const NODE = 'node {{node}}';

export const numaRow: Row = {
  title: 'NUMA nodes',
  panels: [
    {
      kind: 'graph',
      title: 'Hugepages free, share',
      about: 'Of each node and size. New guests and DPDK need free ones on their own node.',
      queries: [
        {
          expr: 'netsteward_numa_hugepages_free / (netsteward_numa_hugepages > 0)',
          legend: `${NODE} {{size}}`,
        },
      ],
      unit: 'percentunit',
      thresholds: ['HugepagesLow', 'HugepagesNearlyExhausted'],
    },
    {
      kind: 'graph',
      title: 'Hugepages',
      about: 'Hugepages of each node, used and free, and those beyond the pool.',
      queries: [
        { expr: 'netsteward_numa_hugepages', legend: `${NODE} {{size}} all` },
        { expr: 'netsteward_numa_hugepages_free', legend: `${NODE} {{size}} free` },
        { expr: 'netsteward_numa_hugepages_surplus', legend: `${NODE} {{size}} surplus` },
      ],
    },
    {
      kind: 'graph',
      title: 'Memory free',
      about: 'Memory of each node that is used for nothing. A full node beside an empty one: guests are placed badly.',
      queries: [
        { expr: 'netsteward_numa_memory_free_bytes', legend: `${NODE} free` },
        { expr: 'netsteward_numa_memory_bytes', legend: `${NODE} all` },
      ],
      unit: 'bytes',
    },
    {
      kind: 'graph',
      title: 'Memory by use',
      about: 'Kinds overlap: shared memory is cached as well. Hugepages are not among them.',
      queries: [{ expr: 'netsteward_numa_memory_used_bytes', legend: `${NODE} {{kind}}` }],
      unit: 'bytes',
    },
    {
      kind: 'graph',
      title: 'Memory from the wrong node',
      about:
        'Pages that were wanted from one node and came from another, and pages given to programs that run elsewhere.',
      queries: [
        { expr: 'rate(netsteward_numa_miss_pages_total[$__rate_interval])', legend: `${NODE} missed` },
        { expr: 'rate(netsteward_numa_foreign_pages_total[$__rate_interval])', legend: `${NODE} foreign` },
        { expr: 'rate(netsteward_numa_other_pages_total[$__rate_interval])', legend: `${NODE} for programs elsewhere` },
      ],
      unit: 'ops',
    },
    {
      kind: 'graph',
      title: 'Memory from the right node',
      about: 'Pages that came from where they were wanted.',
      queries: [
        { expr: 'rate(netsteward_numa_hit_pages_total[$__rate_interval])', legend: `${NODE} as wanted` },
        { expr: 'rate(netsteward_numa_local_pages_total[$__rate_interval])', legend: `${NODE} for programs there` },
        { expr: 'rate(netsteward_numa_interleave_hit_pages_total[$__rate_interval])', legend: `${NODE} interleaved` },
      ],
      unit: 'ops',
    },
    {
      kind: 'table',
      title: 'CPUs',
      about: 'CPUs of each node, and those that the kernel keeps free of other work or of ticks.',
      queries: [
        { expr: 'netsteward_numa_cpus', legend: 'CPUs' },
        { expr: 'netsteward_numa_isolated_cpus', legend: 'isolated' },
        { expr: 'netsteward_numa_tickless_cpus', legend: 'tickless' },
      ],
      columns: [{ of: 'node' }, { of: 'CPUs' }, { of: 'isolated' }, { of: 'tickless' }],
      width: 6,
    },
    {
      kind: 'table',
      title: 'Distances',
      about: 'How far memory is from the CPUs, as the firmware says: 10 is their own, 20 twice as far.',
      queries: [{ expr: 'netsteward_numa_distance', legend: 'distance' }],
      columns: [{ of: 'node', title: 'from CPUs of' }, { of: 'to', title: 'to memory of' }, { of: 'distance' }],
      width: 6,
    },
    {
      kind: 'table',
      title: 'Network controllers',
      about: 'Where each network controller sits.',
      queries: [{ expr: 'netsteward_numa_network_device_info', legend: 'controllers' }],
      columns: ['node', 'address', 'kind', 'interface', 'driver'].map((of) => ({ of })),
      width: 12,
    },
  ],
};

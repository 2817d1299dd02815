import type { Machine } from './machine.ts';

/** Two NUMA nodes with memory and hugepages of one size only, and a third that has a CPU and a NIC but no memory. */
export const memorylessNode: Machine = {
  nodes: [
    { cpus: '0', megabytes: 1024, hugepages: 8 },
    { cpus: '1', megabytes: 1024, hugepages: 0 },
    { cpus: '2', megabytes: 0, hugepages: 0 },
  ],
  nics: [
    { name: 'pf1', model: 'igb', node: 1, wire: 'fabric' },
    { name: 'pf2', model: 'igb', node: 2, wire: 'fabric' },
  ],
};

import type { Machine } from './machine.ts';

/**
 * Two NUMA nodes with hugepages on each; on each node a NIC with virtual functions, which the NIC `far` hears.
 * Two ordinary NICs for a bond, `a0` and `a1`, each with a cable to a partner of its own, `b0` and `b1`.
 */
export const twoNodes: Machine = {
  nodes: [
    { cpus: '0-1', megabytes: 1024, hugepages: 32 },
    { cpus: '2-3', megabytes: 1024, hugepages: 16 },
  ],
  nics: [
    { name: 'a0', model: 'e1000e', wire: '0' },
    { name: 'a1', model: 'e1000e', wire: '1' },
    { name: 'b0', model: 'e1000e', wire: '0' },
    { name: 'b1', model: 'e1000e', wire: '1' },
    { name: 'pf0', model: 'igb', node: 0, wire: 'fabric' },
    { name: 'pf1', model: 'igb', node: 1, wire: 'fabric' },
    { name: 'far', model: 'virtio-net-pci', wire: 'fabric' },
  ],
  kernelArguments: ['isolcpus=3', 'nohz_full=3'],
};

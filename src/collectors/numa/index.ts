import { z } from 'zod';
import { defineCollector } from '../collector.ts';
import { startNuma } from './reader.ts';
import { deviceKind, isolationKind, nodeKind, poolKind } from './tell/kinds.ts';
import { numaMetrics } from './tell/metrics.ts';

export const collector = defineCollector({
  name: 'numa',
  help: 'NUMA nodes: CPUs, memory, hugepages, memory that came from the wrong node, isolated CPUs, and where network controllers sit.',
  sources: [
    '/sys/devices/system/node/node*/cpulist, meminfo, numastat, distance, hugepages/*',
    '/sys/devices/system/cpu/isolated, nohz_full, offline',
    '/sys/bus/pci/devices/*/numa_node (network controllers)',
  ],
  settings: z.strictObject({}),
  metrics: Object.values(numaMetrics),
  outlivesBoot: true,
  kinds: [nodeKind, poolKind, isolationKind, deviceKind],
  occurrences: [],
  start: startNuma,
});

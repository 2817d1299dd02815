import { defineCollector } from '../collector.ts';
import { startDpdk } from './reader.ts';
import { dpdkSettings } from './settings.ts';
import { portCounters, portMetrics, queueCounters } from './tell/port-metrics.ts';
import { processMetrics } from './tell/process-metrics.ts';
import { kinds } from './tell/states.ts';

export const collector = defineCollector({
  name: 'dpdk',
  help: 'DPDK processes with a telemetry socket (Open vSwitch and any other): ports with links, counters and queues, heaps, memory pools, hugepages, parameters.',
  sources: [
    '/run/dpdk/*/dpdk_telemetry.v2 (through socat) and the same below other runtime directories',
    'ovs-vswitchd netdev-dpdk/get-mempool-info (where telemetry does not tell how full the pools are)',
    '/proc/<pid>/status',
  ],
  settings: dpdkSettings,
  metrics: [
    ...Object.values(processMetrics),
    ...Object.values(portMetrics),
    ...portCounters.values(),
    ...queueCounters.values(),
  ],
  kinds,
  occurrences: [],
  start: startDpdk,
});

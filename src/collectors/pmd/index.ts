import { startSwitchReader } from '../../ovs/switch-reader.ts';
import { defineCollector } from '../collector.ts';
import { createSwitchCounter } from './read/context-switches.ts';
import { readPmds, type Sources } from './read/read-pmds.ts';
import { pmdSettings } from './settings.ts';
import { counterMetrics } from './tell/counter-metrics.ts';
import { histogramMetrics } from './tell/histogram-metrics.ts';
import { balancingKind, pmdKind, portKind, queueKind } from './tell/kinds.ts';
import { pmdMetrics } from './tell/metrics.ts';
import { familiesOf } from './tell/points.ts';
import { statesOfReading } from './tell/states.ts';

export const collector = defineCollector({
  name: 'pmd',
  help: 'PMD threads of Open vSwitch with DPDK: how busy they are and with what, which queues they poll, where that is wrong.',
  sources: [
    'unixctl dpif-netdev/pmd-stats-show, pmd-perf-show, pmd-rxq-show, pmd-sleep-show of ovs-vswitchd',
    'unixctl dpctl/show and OVSDB Interface (queues and NUMA nodes of ports), Open_vSwitch (load balancing)',
    '/proc/<pid>/task/*/status (context switches)',
    '/sys/devices/system/cpu/isolated',
  ],
  settings: pmdSettings,
  metrics: [
    ...Object.values(pmdMetrics),
    ...counterMetrics.map(({ definition }) => definition),
    ...histogramMetrics.map(([, definition]) => definition),
  ],
  kinds: [pmdKind, queueKind, portKind, balancingKind],
  occurrences: [],
  start: (host, settings) => {
    const clock = () => performance.now();
    const sources: Sources = { host, histograms: settings.histograms, switches: createSwitchCounter(host), clock };
    return startSwitchReader(host, settings, {
      collector: 'pmd',
      read: (daemon, before, signal) => readPmds(sources, daemon, before, signal),
      states: statesOfReading,
      problems: ({ problems }) => problems,
      families: (readings) => familiesOf(readings, settings),
    });
  },
});

import { startSwitchReader } from '../../ovs/switch-reader.ts';
import { defineCollector } from '../collector.ts';
import { datapathMetrics, offloadMetrics } from './metrics.ts';
import { familiesOf } from './points.ts';
import { readDatapaths } from './reading.ts';
import { ovsDatapathSettings } from './settings.ts';
import { datapathKind, occurrencesOf, packetsLost, statesOfReading } from './states.ts';

export const collector = defineCollector({
  name: 'ovs-datapath',
  help: 'Datapaths of Open vSwitch: lookups, flows against their limit, upcalls and revalidators, offload, internal events and memory.',
  sources: [
    'unixctl dpctl/show, upcall/show, coverage/show, memory/show of ovs-vswitchd',
    'unixctl dpctl/offload-stats-show (where hardware offload is on)',
  ],
  settings: ovsDatapathSettings,
  metrics: [...Object.values(datapathMetrics), ...offloadMetrics.map(({ definition }) => definition)],
  kinds: [datapathKind],
  occurrences: [packetsLost],
  start: (host, settings) =>
    startSwitchReader(host, settings, {
      collector: 'ovs-datapath',
      read: (daemon, before, signal) => readDatapaths(host, daemon, before, signal),
      states: statesOfReading,
      problems: ({ problems }) => problems,
      occurrences: occurrencesOf,
      families: (readings) => familiesOf(readings, settings),
    }),
});

import { startSwitchReader } from '../../ovs/switch-reader.ts';
import { defineCollector } from '../collector.ts';
import { conntrackMetrics } from './metrics.ts';
import { familiesOf } from './points.ts';
import { readConntrack } from './reading.ts';
import { ovsConntrackSettings } from './settings.ts';
import { conntrackFull, occurrencesOf, statesOfReading, tableKind, zoneKind } from './states.ts';

export const collector = defineCollector({
  name: 'ovs-conntrack',
  help: "Connection tracking of Open vSwitch's userspace datapath: connections against their limits, zones, refusals, fragments.",
  sources: [
    'unixctl dpctl/ct-get-nconns, ct-get-maxconns, ct-get-limits, ct-get-tcp-seq-chk, ipf-get-status of ovs-vswitchd',
    'unixctl coverage/show and coverage/read-counter',
  ],
  settings: ovsConntrackSettings,
  metrics: Object.values(conntrackMetrics),
  kinds: [tableKind, zoneKind],
  occurrences: [conntrackFull],
  start: (host, settings) =>
    startSwitchReader(host, settings, {
      collector: 'ovs-conntrack',
      read: (daemon, before, signal) => readConntrack(host, daemon, before, signal),
      states: statesOfReading,
      problems: ({ problems }) => problems,
      occurrences: occurrencesOf,
      families: familiesOf,
    }),
});

import { defineCollector } from '../collector.ts';
import { startOvsBonds } from './reader.ts';
import { ovsBondSettings } from './settings.ts';
import { bondMetrics } from './tell/bond-metrics.ts';
import { bondKind, memberKind } from './tell/kinds.ts';
import { lacpMetrics } from './tell/lacp-metrics.ts';

export const collector = defineCollector({
  name: 'ovs-bond',
  help: 'Bonds of Open vSwitch: active member and failovers, members in use, load of each hash, LACP partners, states and PDUs.',
  sources: [
    'unixctl socket of ovs-vswitchd: bond/show, lacp/show, lacp/show-stats',
    'OVSDB: Bridge, Port, Interface (monitored)',
  ],
  settings: ovsBondSettings,
  metrics: [...Object.values(bondMetrics), ...Object.values(lacpMetrics)],
  kinds: [bondKind, memberKind],
  occurrences: [],
  start: (host, settings) => startOvsBonds(host, settings),
});

import { defineCollector } from '../collector.ts';
import { startOvs } from './reader.ts';
import { ovsSettings } from './settings.ts';
import { counterMetrics } from './tell/counters.ts';
import { interfaceMetrics } from './tell/interface-metrics.ts';
import { kinds, switchLost } from './tell/kinds.ts';
import { portMetrics } from './tell/port-metrics.ts';
import { switchMetrics } from './tell/switch-metrics.ts';

export const collector = defineCollector({
  name: 'ovs',
  help: 'Open vSwitch: daemons and their configuration, bridges and controllers, every interface with all its statistics, tunnels, vhost-user sockets, VLANs, spanning trees, mirrors and quality of service.',
  sources: [
    '<run directory>/ovs-vswitchd.pid, ovsdb-server.pid',
    'OVSDB: Open_vSwitch, Bridge, Port, Interface, Controller, Manager, Mirror, QoS, Queue (monitored)',
    'OpenFlow: table statistics at <run directory>/<bridge>.mgmt',
    'unixctl socket of the daemons: version, dpif/show (where the database does not tell the rx queues)',
  ],
  settings: ovsSettings,
  metrics: [
    ...Object.values(switchMetrics),
    ...Object.values(portMetrics),
    ...Object.values(interfaceMetrics),
    ...Object.values(counterMetrics),
  ],
  kinds,
  occurrences: [switchLost],
  start: (host, settings) => startOvs(host, settings),
});

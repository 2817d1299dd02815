import { defineCollector } from '../collector.ts';
import { interfaceKind, interfaceOccurrences } from './events.ts';
import { bridgeMetrics } from './metrics/bridges.ts';
import { counterMetrics } from './metrics/counters.ts';
import { deviceMetrics } from './metrics/devices.ts';
import { localPortMetrics } from './metrics/local-ports.ts';
import { queueMetrics } from './metrics/queues.ts';
import { createReader } from './reader.ts';
import { interfaceSettings } from './settings.ts';

export const collector = defineCollector({
  name: 'interface',
  help: 'Network devices of the host and of named namespaces: kind, state, carrier, counters, queues, bridges and local ports.',
  sources: [
    '/proc/net/dev, /proc/net/softnet_stat',
    '/sys/class/net/*/{flags,ifindex,operstate,carrier,carrier_changes,mtu,address,speed,duplex,master,brport/state}',
    '/sys/class/net/*/{device,device/driver}, ethtool -i',
    'ip -j -d -s -s link show, ip -j netns list-id, ip monitor link',
    'tc -j -s qdisc show',
    'bridge -j fdb show',
    '/proc/sys/net/ipv4/{ip_local_port_range,ip_local_reserved_ports}, ss -Htuan',
  ],
  settings: interfaceSettings,
  metrics: [deviceMetrics, counterMetrics, queueMetrics, bridgeMetrics, localPortMetrics].flatMap((metrics) =>
    Object.values(metrics),
  ),
  kinds: [interfaceKind],
  occurrences: Object.values(interfaceOccurrences),
  start: (host, settings) => createReader(host, settings),
});

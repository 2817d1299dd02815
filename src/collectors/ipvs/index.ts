import { defineCollector } from '../collector.ts';
import { ipvsMetrics, trafficMetrics } from './metrics.ts';
import { startIpvs } from './reader.ts';
import { ipvsSettings } from './settings.ts';
import { kinds } from './states.ts';

export const collector = defineCollector({
  name: 'ipvs',
  help: 'IPVS of the kernel, in every network namespace: virtual services, their destinations with weights and connections, traffic.',
  sources: ['/proc/net/{ip_vs,ip_vs_stats} of the host and of each namespace'],
  settings: ipvsSettings,
  metrics: [...Object.values(ipvsMetrics), ...[...trafficMetrics.values()].flat()],
  kinds,
  occurrences: [],
  start: startIpvs,
});

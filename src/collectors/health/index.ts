import { defineCollector } from '../collector.ts';
import { inspectFiles } from './files/inspect-files.ts';
import { startHealth } from './reader.ts';
import { healthSettings } from './settings.ts';
import { checkerKind, fileKind, occurrences, poolKind, virtualAddressKind } from './tell/kinds.ts';
import { memberKind } from './tell/member-kind.ts';
import { healthMetrics } from './tell/metrics.ts';

export const collector = defineCollector({
  name: 'health',
  help: "The agent's own checks of load-balancer members, over TCP, TLS, HTTP, DNS, ICMP, UDP and gRPC: states, flapping, pools, virtual addresses, certificates.",
  sources: ['checks of members', 'pool files: /etc/netsteward/pools, or what `files` names'],
  settings: healthSettings,
  metrics: Object.values(healthMetrics),
  kinds: [fileKind, memberKind, poolKind, virtualAddressKind, checkerKind],
  occurrences: Object.values(occurrences),
  start: (host, settings) => startHealth(host, settings),
  inspect: inspectFiles,
});

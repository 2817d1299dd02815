import { defineCollector } from '../collector.ts';
import { counters } from './counters.ts';
import { conntrackOccurrences } from './kernel-log.ts';
import { conntrackMetrics } from './metrics.ts';
import { startConntrack } from './reader.ts';
import { conntrackSettings } from './settings.ts';
import { tableKind, timeoutKind } from './states.ts';

export const collector = defineCollector({
  name: 'conntrack',
  help: 'Connection tracking: entries of each network namespace against the limit, what was dropped and why, sizes and timeouts.',
  sources: [
    '/proc/net/stat/nf_conntrack (of each network namespace)',
    '/proc/sys/net/netfilter/nf_conntrack_*',
    '/proc/slabinfo',
    'conntrack -S (where procfs has no statistics)',
    "the kernel's log",
  ],
  settings: conntrackSettings,
  metrics: [...Object.values(conntrackMetrics), ...counters.map(({ definition }) => definition)],
  kinds: [tableKind, timeoutKind],
  occurrences: Object.values(conntrackOccurrences),
  start: startConntrack,
});

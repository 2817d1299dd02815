import { defineCollector } from '../collector.ts';
import { startKeepalived } from './reader.ts';
import { keepalivedSettings } from './settings.ts';
import { kinds } from './tell/kinds.ts';
import { countMetrics, keepalivedMetrics } from './tell/metrics.ts';

export const collector = defineCollector({
  name: 'keepalived',
  help: 'VRRP instances of keepalived: state and fail-overs, priorities, adverts and refused ones, tracked scripts, virtual addresses, another master or none.',
  sources: [
    '/run/keepalived.pid, /proc/<pid>/{stat,ns/net}',
    '/tmp/keepalived.json, .data and .stats, which keepalived writes when it gets SIGJSON, SIGUSR1 and SIGUSR2',
    'ip -j address show (where another network namespace is meant: through nsenter)',
  ],
  settings: keepalivedSettings,
  metrics: [
    ...Object.values(keepalivedMetrics),
    ...new Set([...countMetrics.values()].flatMap(({ definition, error }) => (error === undefined ? definition : []))),
  ],
  kinds,
  occurrences: [],
  start: (host, settings) => startKeepalived(host, settings),
});

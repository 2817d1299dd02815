import { defineCollector } from '../collector.ts';
import { startHaproxy } from './reader.ts';
import { haproxySettings } from './settings.ts';
import { figureMetrics } from './tell/figures.ts';
import { kinds } from './tell/kinds.ts';
import { occurrences } from './tell/occurrences.ts';
import { processFigures, processMetrics } from './tell/process-metrics.ts';
import { stateMetrics } from './tell/state-metrics.ts';

export const collector = defineCollector({
  name: 'haproxy',
  help: 'HAProxy, every process and version from 1.8: servers with their checks, backends, frontends, sessions, queues, errors, times, reloads.',
  sources: [
    'stats sockets of HAProxy: show info, show stat, show servers state',
    'master sockets of HAProxy: show proc, and the same of its workers',
  ],
  settings: haproxySettings,
  metrics: [
    ...Object.values(processMetrics),
    ...processFigures.map(({ definition }) => definition),
    ...Object.values(stateMetrics),
    ...figureMetrics,
  ],
  kinds,
  occurrences: Object.values(occurrences),
  start: startHaproxy,
});

import type { KindDefinition, OccurrenceDefinition } from '../core/definition.ts';
import { defineMetrics } from '../core/metric.ts';

/** What the agent tells about itself, in the same terms as a collector does about the host. */
export const agentName = 'agent';

export const agentMetrics = defineMetrics({
  buildInfo: {
    name: 'netsteward_build_info',
    type: 'gauge',
    help: 'Always 1; the labels tell the version of the agent and of the Node.js that it runs on.',
    labels: ['version', 'node'],
    source: 'package.json',
  },
  outcome: {
    name: 'netsteward_collector_outcome',
    type: 'gauge',
    help: 'Outcome of the last reading of a collector: 1 for the one that it had, 0 for the others. failed: nothing is exported for its domain. partial: some objects could not be read. absent: the host does not have this feature.',
    labels: ['collector', 'outcome'],
    source: 'agent',
  },
  duration: {
    name: 'netsteward_collector_duration_seconds',
    type: 'gauge',
    help: 'How long the last reading of a collector took.',
    labels: ['collector'],
    source: 'agent',
  },
  age: {
    name: 'netsteward_collector_snapshot_age_seconds',
    type: 'gauge',
    help: 'Time since the last poll of a collector began. A scrape never reads the host: it shows the last finished readings, which are this old.',
    labels: ['collector'],
    source: 'agent',
  },
  readings: {
    name: 'netsteward_collector_readings_total',
    type: 'counter',
    help: 'Finished readings of a collector, those that failed and those that a notification caused included.',
    labels: ['collector'],
    source: 'agent',
  },
  errors: {
    name: 'netsteward_collector_errors_total',
    type: 'counter',
    help: 'Things that a collector could not read, counted at each reading.',
    labels: ['collector'],
    source: 'agent',
  },
  skipped: {
    name: 'netsteward_collector_skipped_polls_total',
    type: 'counter',
    help: 'Polls of a collector that were left out because the one before had not begun yet.',
    labels: ['collector'],
    source: 'agent',
  },
  events: {
    name: 'netsteward_events_total',
    type: 'counter',
    help: 'Events recorded since the agent started.',
    labels: ['type', 'severity'],
    source: 'agent',
  },
  dropped: {
    name: 'netsteward_events_dropped_total',
    type: 'counter',
    help: 'Events that the bounds of the store forced out before a receiver had confirmed them.',
    labels: ['receiver'],
    source: 'agent',
  },
  stored: {
    name: 'netsteward_store_events',
    type: 'gauge',
    help: 'Events in the store.',
    labels: [],
    source: 'agent',
  },
  unwritten: {
    name: 'netsteward_store_unwritten_events',
    type: 'gauge',
    help: 'Events that are in memory only, because the store can not be written: those that an end of the agent would lose.',
    labels: [],
    source: 'agent',
  },
  storeBytes: {
    name: 'netsteward_store_size_bytes',
    type: 'gauge',
    help: 'Size of the event store.',
    labels: [],
    source: 'agent',
  },
  hungReads: {
    name: 'netsteward_hung_reads',
    type: 'gauge',
    help: 'Reads of the host that were given up at their deadline and have not returned yet.',
    labels: [],
    source: 'agent',
  },
  loopUtilization: {
    name: 'netsteward_event_loop_utilization_ratio',
    type: 'gauge',
    help: 'Share of its time that the main thread was busy since it started.',
    labels: [],
    source: 'Node.js performance.eventLoopUtilization()',
  },
  cpu: {
    name: 'process_cpu_seconds_total',
    type: 'counter',
    help: 'User and system CPU time spent by the agent, without the programs it starts.',
    labels: [],
    source: 'getrusage(2)',
  },
  memory: {
    name: 'process_resident_memory_bytes',
    type: 'gauge',
    help: 'Resident memory of the agent.',
    labels: [],
    source: '/proc/self/stat',
  },
  startTime: {
    name: 'process_start_time_seconds',
    type: 'gauge',
    help: 'Start of the agent since 1970.',
    labels: [],
    source: 'Node.js performance.timeOrigin',
  },
});

export const agentKinds: readonly KindDefinition[] = [
  {
    kind: 'collector',
    help: 'A part of the agent that reads the host.',
    fields: {
      outcome: {
        what: 'collector-outcome-changed',
        help: 'A collector reads better or worse than before.',
        severity: ({ to }) => (to === 'failed' || to === 'partial' ? 'warning' : 'info'),
        message: ({ subject, from, to, after }) =>
          `collector ${subject} is ${to}, was ${from}${after?.fields.problem ? `: ${after.fields.problem}` : ''}`,
      },
    },
  },
];

export const agentOccurrences = {
  started: { what: 'started', help: 'The agent began to watch.', severity: 'info' },
  stopping: { what: 'stopping', help: 'The agent was told to stop.', severity: 'info' },
  reloaded: { what: 'configuration-reloaded', help: 'A new configuration is in force.', severity: 'info' },
  rejected: {
    what: 'configuration-rejected',
    help: 'A new configuration could not be taken; the old one stays in force.',
    severity: 'warning',
  },
  dropped: {
    what: 'events-dropped',
    help: 'The bounds of the store forced events out before a receiver had confirmed them.',
    severity: 'critical',
  },
} as const satisfies Readonly<Record<string, OccurrenceDefinition>>;

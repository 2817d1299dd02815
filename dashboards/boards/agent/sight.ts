import { asNumber } from '../../model/as-number.ts';
import type { Row } from '../../model/board.ts';

const outcomes = asNumber(
  'netsteward_collector_outcome',
  'outcome',
  [
    ['failed', 'critical'],
    ['absent', 'plain'],
    ['partial', 'warning'],
    ['ok', 'good'],
  ],
  { legend: '{{collector}}' },
);

export const sightRow: Row = {
  title: 'Does it see',
  panels: [
    {
      kind: 'stat',
      title: 'Collectors that failed',
      about: 'Nothing is known of what they watch, and alerts about it neither fire nor end.',
      queries: [{ expr: 'sum(netsteward_collector_outcome{outcome="failed"})' }],
      alarm: 'critical',
      alerts: ['CollectorFailed'],
    },
    {
      kind: 'stat',
      title: 'Collectors that see a part',
      about: 'Some objects could not be read.',
      queries: [{ expr: 'sum(netsteward_collector_outcome{outcome="partial"})' }],
      alarm: 'warning',
      alerts: ['CollectorPartial'],
    },
    {
      kind: 'stat',
      title: 'Oldest reading',
      about: 'A scrape shows the last finished readings; this is the age of the oldest.',
      queries: [{ expr: 'max(netsteward_collector_snapshot_age_seconds)' }],
      unit: 's',
      thresholds: ['CollectorStale'],
    },
    {
      kind: 'stat',
      title: 'Reads that hang',
      about: 'Reads of the kernel that have not come back: a driver or a daemon holds a lock.',
      queries: [{ expr: 'netsteward_hung_reads' }],
      thresholds: ['HostReadsHang'],
    },
    {
      kind: 'stat',
      title: 'Events for the broker',
      about: 'Events that the MQTT broker has not confirmed yet.',
      queries: [{ expr: 'netsteward_mqtt_events_pending' }],
      thresholds: ['EventsDelayed'],
      alerts: ['MqttDisconnected'],
      quiet: { why: 'no broker is set up.', shownBy: ['netsteward_mqtt_events_pending 3x20'] },
    },
    {
      kind: 'stat',
      title: 'Up for',
      about: 'Time since the agent was started.',
      queries: [{ expr: 'time() - process_start_time_seconds' }],
      unit: 's',
      alerts: ['AgentRestarting'],
    },
    {
      kind: 'states',
      title: 'Collectors',
      about: 'Outcome of each collector over time. Absent: the host does not have this.',
      ...outcomes,
      width: 16,
      height: 10,
      alerts: ['CollectorFailed', 'CollectorPartial'],
    },
    {
      kind: 'graph',
      title: 'Errors of collectors',
      about: 'Things that could not be read, a second. The log names them.',
      queries: [{ expr: 'rate(netsteward_collector_errors_total[$__rate_interval])', legend: '{{collector}}' }],
      unit: 'ops',
      height: 10,
    },
    {
      kind: 'graph',
      title: 'Time of a reading',
      about: 'How long the last reading of each collector took.',
      queries: [{ expr: 'netsteward_collector_duration_seconds', legend: '{{collector}}' }],
      unit: 's',
    },
    {
      kind: 'graph',
      title: 'Age of readings',
      about: 'Time since the last poll of each collector began.',
      queries: [{ expr: 'netsteward_collector_snapshot_age_seconds', legend: '{{collector}}' }],
      unit: 's',
      thresholds: ['CollectorStale'],
    },
    {
      kind: 'graph',
      title: 'Readings',
      about: 'Finished readings a second, those that a notification caused included.',
      queries: [{ expr: 'rate(netsteward_collector_readings_total[$__rate_interval])', legend: '{{collector}}' }],
      unit: 'ops',
    },
    {
      kind: 'graph',
      title: 'Polls left out in 15 minutes',
      about: 'The poll before had not begun yet: the host is slow, or the interval too short.',
      queries: [{ expr: 'increase(netsteward_collector_skipped_polls_total[15m])', legend: '{{collector}}' }],
      thresholds: ['CollectorSlow'],
    },
  ],
};

import type { KindDefinition, OccurrenceDefinition } from '../core/definition.ts';
import { defineMetrics, type MetricDefinition } from '../core/metric.ts';

/** The name under which alerts stand among the collectors' results. */
export const alertsName = 'alert';

export const alertKinds: readonly KindDefinition[] = [
  { kind: 'alert', help: 'An alert that is pending or fires on this host.', fields: {} },
];

/** What is told of alerts. None of it follows from states alone: whether an alert ended or was forgotten, they do not say. */
export const alertOccurrences = {
  pending: { what: 'pending', help: "An alert's expression began to hold; it fires if that lasts.", severity: 'info' },
  firing: { what: 'firing', help: 'An alert fires.', severity: 'warning' },
  ended: { what: 'ended', help: 'A pending alert ended before it fired.', severity: 'info' },
  resolved: { what: 'resolved', help: 'An alert that fired has ended.', severity: 'notice' },
  unknown: {
    what: 'unknown',
    help: 'Whether an alert still holds can not be told, because what it looks at could not be read: it neither fires anew nor ends.',
    severity: 'warning',
  },
  known: { what: 'known', help: 'What an alert looks at can be read again.', severity: 'info' },
  flapping: {
    what: 'flapping',
    help: 'An alert came and went too often; it now fires until it has been calm.',
    severity: 'warning',
  },
} as const satisfies Record<string, OccurrenceDefinition>;

export const silenceOccurrences = {
  silenced: {
    what: 'silenced',
    help: 'A silence is in force on this host: events of the alerts that it holds are for information only, and no Alertmanager is sent them.',
    severity: 'notice',
  },
  silenceEnded: {
    what: 'silence-ended',
    help: 'A silence has ended. As severe as the worst of the alerts that it held and that fire now.',
    severity: 'notice',
  },
} as const satisfies Record<string, OccurrenceDefinition>;

/** What is told of alerts that came from others. */
export const receivedOccurrences = {
  received: {
    what: 'received',
    help: 'An Alertmanager has told this host of a firing alert. Told once for each alert, however often it is delivered.',
    severity: 'warning',
  },
  receivedEnded: {
    what: 'received-ended',
    help: 'An alert that an Alertmanager has told of has ended, or was not told of any more for too long.',
    severity: 'notice',
  },
} as const satisfies Record<string, OccurrenceDefinition>;

/** Everything that is told under the name of alerts. */
export const allAlertOccurrences: readonly OccurrenceDefinition[] = [
  ...Object.values(alertOccurrences),
  ...Object.values(silenceOccurrences),
  ...Object.values(receivedOccurrences),
];

/** The name under which alerts that came from others stand among the collectors' results. */
export const receivedName = 'received-alert';

export const receivedKinds: readonly KindDefinition[] = [
  { kind: 'alert', help: 'An alert that an Alertmanager has told of and that fires.', fields: {} },
];

export const alertMetrics = defineMetrics({
  rules: {
    name: 'netsteward_alert_rules',
    type: 'gauge',
    help: 'Rules in force by state. sighted: all is well with them. unknown: what they look at could not be read. failed: the last evaluation was an error.',
    labels: ['state'],
    source: 'agent',
  },
  evaluations: {
    name: 'netsteward_alert_evaluations_total',
    type: 'counter',
    help: 'Evaluations of single rules since the agent started.',
    labels: [],
    source: 'agent',
  },
  evaluationSeconds: {
    name: 'netsteward_alert_evaluation_seconds_total',
    type: 'counter',
    help: 'Time that evaluations of rules have taken since the agent started.',
    labels: [],
    source: 'agent',
  },
  series: {
    name: 'netsteward_alert_series',
    type: 'gauge',
    help: 'Series whose recent past is kept for rules.',
    labels: [],
    source: 'agent',
  },
  seriesBytes: {
    name: 'netsteward_alert_series_bytes',
    type: 'gauge',
    help: 'Memory that this past takes.',
    labels: [],
    source: 'agent',
  },
  seriesShortened: {
    name: 'netsteward_alert_series_shortened',
    type: 'gauge',
    help: '1 when the bound on that memory has bitten: rules see less of the past than they look at, or not all series.',
    labels: [],
    source: 'agent',
  },
});

export const silencesMetric: MetricDefinition = {
  name: 'netsteward_alert_silences',
  type: 'gauge',
  help: 'Silences in force on this host.',
  labels: [],
  source: 'agent',
};

export const receivedMetrics = defineMetrics({
  alerts: {
    name: 'netsteward_received_alerts',
    type: 'gauge',
    help: 'Firing alerts that Alertmanagers have told of.',
    labels: [],
    source: 'agent',
  },
  deliveries: {
    name: 'netsteward_received_alert_deliveries_total',
    type: 'counter',
    help: 'Deliveries of alerts over HTTP, by what became of them: taken, or refused by whoever asked or for what was in them.',
    labels: ['outcome'],
    source: 'agent',
  },
});

/** Its labels are those that the alerts of the moment have, `alertname` and `alertstate` always among them. */
export const alertsMetric: MetricDefinition = {
  name: 'netsteward_alerts',
  type: 'gauge',
  help: "1 for each alert that is pending or fires, with the alert's labels: as ALERTS in Prometheus. Alerts of which nobody can tell keep their state.",
  labels: ['alertname', 'alertstate'],
  source: 'agent',
};

import { alertKey, type OutgoingAlert } from '../core/outgoing-alert.ts';
import { labelsOf } from '../promql/labels.ts';
import type { Alert } from './alert.ts';

/** What every alert of this host is told with, where it has no such label itself. */
export type HostLabels = {
  readonly hostName: string;
  /** The setting `alerts.labels`. */
  readonly labels: Readonly<Record<string, string>>;
};

/** The labels by which an alert is known outside this host: those of its own win, as over external labels in Prometheus. */
export function outgoingLabels(labels: Alert['labels'], { hostName, labels: external }: HostLabels): Alert['labels'] {
  return labelsOf([['host', hostName], ...Object.entries(external), ...labels]);
}

/**
 * The firing alerts as others are told of them, those of which nobody can tell now included. Rules that make alerts with
 * the same labels make one alert, which has fired since the first of them has.
 * @param silenceOf why an alert is silenced on this host, in words
 */
export function outgoingAlerts(
  alerts: readonly Alert[],
  host: HostLabels,
  silenceOf: (labels: Alert['labels']) => string | undefined,
): readonly OutgoingAlert[] {
  const byKey = new Map<string, OutgoingAlert>();
  for (const alert of alerts) {
    if (alert.state !== 'firing') continue;
    const labels = outgoingLabels(alert.labels, host);
    const key = alertKey(labels);
    const startsAt = alert.firedAt ?? alert.activeAt;
    const other = byKey.get(key);
    if (other !== undefined && other.startsAt <= startsAt) continue;
    byKey.set(key, { key, labels, annotations: alert.annotations, startsAt, silence: silenceOf(labels) });
  }
  return [...byKey.values()];
}

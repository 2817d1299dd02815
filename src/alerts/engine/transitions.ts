import type { Occurrence } from '../../core/definition.ts';
import type { Severity } from '../../core/event.ts';
import type { FieldValue } from '../../core/state.ts';
import { printLabels } from '../../promql/labels.ts';
import { alertOccurrences } from '../about.ts';
import { ALERT_NAME, type Alert, type ResolvedAlert } from '../alert.ts';

/** An alert's name with its other labels: `BondWithoutRedundancy{bond="bond0"}`. */
export function subjectOf({ labels }: Pick<Alert, 'labels'>): string {
  const rest = new Map(labels);
  rest.delete(ALERT_NAME);
  const name = labels.get(ALERT_NAME) ?? '';
  return rest.size === 0 ? name : `${name}${printLabels(rest)}`;
}

const severities: Readonly<Record<string, Severity>> = {
  critical: 'critical',
  page: 'critical',
  error: 'critical',
  warning: 'warning',
  warn: 'warning',
  notice: 'notice',
  info: 'info',
  none: 'info',
};

/** What the label `severity` means for an event; by default a warning. */
export function severityOf({ labels }: Pick<Alert, 'labels'>): Severity {
  return severities[labels.get('severity')?.toLowerCase() ?? ''] ?? 'warning';
}

/** The names of the silences that hold an alert. */
export type SilencedBy = (alert: Pick<Alert, 'labels'>) => readonly string[];

/** What happened to alerts from one evaluation to the next, as events. Both lists by fingerprint. */
export function transitions(
  before: ReadonlyMap<string, Alert>,
  after: ReadonlyMap<string, Alert>,
  resolved: readonly ResolvedAlert[],
  silencedBy: SilencedBy = () => [],
): readonly Occurrence[] {
  const ends = new Map(resolved.map((alert) => [alert.fingerprint, alert]));
  const gone = [...before].filter(([fingerprint]) => !after.has(fingerprint));
  return [
    ...gone.flatMap(([fingerprint, alert]) => hushed(alert, [goneAlert(alert, ends.get(fingerprint))], silencedBy)),
    ...[...after].flatMap(([fingerprint, alert]) =>
      hushed(alert, changedAlert(before.get(fingerprint), alert), silencedBy),
    ),
  ];
}

/** What happens to a silenced alert is told, and is no reason to look. */
function hushed(alert: Alert, told: readonly Occurrence[], silencedBy: SilencedBy): readonly Occurrence[] {
  const names = told.length === 0 ? [] : silencedBy(alert);
  if (names.length === 0) return told;
  const marks = { silenced: true, silenced_by: names.join(', ') };
  return told.map((one) => ({ ...one, severity: 'info', details: { ...one.details, ...marks } }));
}

function goneAlert(before: Alert, end: ResolvedAlert | undefined): Occurrence {
  if (end === undefined) return tell('ended', before);
  return tell('resolved', end, undefined, { resolved_at: iso(end.resolvedAt) });
}

function changedAlert(before: Alert | undefined, alert: Alert): readonly Occurrence[] {
  const told: Occurrence[] = [];
  if (alert.state === 'firing' && before?.state !== 'firing') told.push(tell('firing', alert, severityOf(alert)));
  else if (before === undefined) told.push(tell('pending', alert));
  if (alert.flapping && before?.flapping !== true) told.push(tell('flapping', alert));
  if (before !== undefined) return [...told, ...sight(before, alert)];
  return told.map((one, index) => (index === 0 ? { ...one, chain: { name: chainOf(alert), begins: true } } : one));
}

function sight(before: Alert, after: Alert): readonly Occurrence[] {
  const was = before.unknownSince !== undefined;
  const is = after.unknownSince !== undefined;
  if (was === is) return [];
  return [tell(is ? 'unknown' : 'known', after)];
}

/** What follows from an alert has this name. */
export function chainOf({ fingerprint }: Pick<Alert, 'fingerprint'>): string {
  return `alert ${fingerprint}`;
}

const WORDS: Readonly<Record<keyof typeof alertOccurrences, string>> = {
  pending: 'is pending',
  firing: 'fires',
  ended: 'ended before it fired',
  resolved: 'is resolved',
  unknown: 'can not be told any more',
  known: 'can be told again',
  flapping: 'comes and goes too often and is held',
};

function tell(
  what: keyof typeof alertOccurrences,
  alert: Omit<Alert, 'state'>,
  severity?: Severity,
  more: Readonly<Record<string, FieldValue>> = {},
): Occurrence {
  const subject = subjectOf(alert);
  const summary = alert.annotations.get('summary');
  const message = `${subject} ${WORDS[what]}${summary === undefined ? '' : `: ${summary}`}`;
  return {
    definition: alertOccurrences[what],
    subject,
    message,
    ...(severity === undefined ? {} : { severity }),
    details: { ...detailsOf(alert), ...more },
    chain: { name: chainOf(alert) },
  };
}

function detailsOf(alert: Omit<Alert, 'state'>): Readonly<Record<string, FieldValue>> {
  const labels = [...alert.labels].map(([name, value]): [string, FieldValue] => [`label_${name}`, value]);
  const annotations = [...alert.annotations].filter(([name]) => name !== 'summary');
  return {
    ...Object.fromEntries(labels),
    ...Object.fromEntries(annotations),
    value: Number.isFinite(alert.value) ? alert.value : String(alert.value),
    active_since: iso(alert.activeAt),
  };
}

export function iso(time: number): string {
  return new Date(time).toISOString();
}

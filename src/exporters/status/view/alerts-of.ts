import type { Snapshot } from '../../../core/snapshot.ts';
import type { FieldValue, State } from '../../../core/state.ts';
import type { Problem } from '../model/status.ts';
import type { ProblemLevel } from './findings.ts';

/** An alert of this host as its state tells it. */
export type AlertFacts = {
  /** The subject of its state, unique among alerts. */
  readonly subject: string;
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly level: ProblemLevel;
  readonly isSilenced: boolean;
  readonly problem: Omit<Problem, 'object' | 'also' | 'moreAlso' | 'done'>;
};

/** The alerts that are pending or fire, in the order of their snapshot. */
export function alertsOf(snapshots: readonly Snapshot[]): readonly AlertFacts[] {
  const states = snapshots.find(({ collector }) => collector === 'alert')?.states.values() ?? [];
  return [...states].map(factsOf);
}

function factsOf({ subject, fields }: State): AlertFacts {
  const labels = labelsIn(fields.labels);
  const name = labels.get('alertname') ?? subject;
  const silencedBy = textIn(fields.silenced_by);
  const level = levelOf(fields, silencedBy !== undefined);
  const since = timeIn(fields.fired_at) ?? timeIn(fields.active_since);
  return {
    subject,
    name,
    labels,
    level,
    isSilenced: silencedBy !== undefined,
    problem: {
      id: `alert/alert/${subject}`,
      source: 'alert',
      level,
      title: textIn(fields.summary) ?? name,
      standing: standingOf(fields),
      alert: name,
      isFlapping: fields.flapping === true,
      ...only('since', since),
      ...only('description', textIn(fields.description)),
      ...only('action', textIn(fields.action)),
      ...only('runbookUrl', textIn(fields.runbook_url)),
      ...only('silencedBy', silencedBy),
    },
  };
}

/** A silenced alert is known to somebody, and a pending one may be nothing. */
function levelOf(fields: State['fields'], isSilenced: boolean): ProblemLevel {
  if (isSilenced) return 'notice';
  if (fields.state !== 'firing') return fields.unknown === true ? 'unknown' : 'notice';
  if (fields.severity === 'critical' || fields.severity === 'warning') return fields.severity;
  return 'notice';
}

function standingOf({ state, unknown }: State['fields']): string {
  const word = state === 'firing' ? 'firing' : 'pending';
  return unknown === true ? `${word}, and nobody can tell whether it still holds` : word;
}

/** The labels as JSON: `{"alertname":"BondDown","bond":"bond0"}`. */
function labelsIn(text: FieldValue | undefined): ReadonlyMap<string, string> {
  try {
    const labels: unknown = JSON.parse(typeof text === 'string' ? text : '{}');
    if (typeof labels !== 'object' || labels === null) return new Map();
    return new Map(Object.entries(labels).map(([name, value]) => [name, String(value)]));
  } catch {
    return new Map();
  }
}

export function textIn(value: FieldValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Milliseconds since 1970 of a time such as `2026-01-31T12:00:00.000Z`. */
export function timeIn(value: FieldValue | undefined): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** `{ name: value }`, or nothing where there is no value. */
export function only<const Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [Key in Name]?: Value } {
  const one: { [Key in Name]?: Value } = {};
  if (value !== undefined) one[name] = value;
  return one;
}

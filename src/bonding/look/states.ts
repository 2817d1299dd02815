import type { Problem, Snapshot } from '../../core/snapshot.ts';
import type { FieldValue, State } from '../../core/state.ts';

/** A collector's fresh reading. @throws Error when it does not run or could not read */
export function readingOf(fresh: ReadonlyMap<string, Snapshot>, collector: string): Snapshot {
  const snapshot = fresh.get(collector);
  if (snapshot === undefined)
    throw new Error(`the collector ${collector} does not run, and without it nothing is known`);
  if (snapshot.outcome === 'failed') throw new Error(`${collector} could not be read: ${saidBy(snapshot.problems)}`);
  return snapshot;
}

/** @throws Error when this object could not be read this time, so that its state is an old one */
export function assertFresh({ collector, problems }: Snapshot, subject: string): void {
  const own = problems.filter((problem) => problem.subject === subject);
  if (own.length > 0) throw new Error(`${collector}: ${subject} could not be read: ${saidBy(own)}`);
}

function saidBy(problems: readonly Problem[]): string {
  return problems.map(({ message }) => message).join('; ') || 'no reason given';
}

/** The value of a metric for these labels; null when there is none. */
export function figureOf(snapshot: Snapshot, metric: string, labels: Readonly<Record<string, string>>): number | null {
  const family = snapshot.families().find(({ definition }) => definition.name === metric);
  const names = family?.definition.labels ?? [];
  const point = family?.points.find((one) => names.every((name, index) => one.labels[index] === labels[name]));
  return typeof point?.value === 'number' ? point.value : null;
}

/** Seconds since a moment that a metric tells, in whole ones; null when it tells none. */
export function secondsSince(
  snapshot: Snapshot,
  metric: string,
  labels: Readonly<Record<string, string>>,
  now: number,
): number | null {
  const moment = figureOf(snapshot, metric, labels);
  return moment === null ? null : Math.max(0, Math.round(now / 1000 - moment));
}

export function textOf(value: FieldValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

export function numberOf(value: FieldValue | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

export function statesOfKind({ states }: Snapshot, kind: string): readonly State[] {
  return [...states.values()].filter((state) => state.kind === kind);
}

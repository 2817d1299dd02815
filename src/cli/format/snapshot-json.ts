import type { Family } from '../../core/metric.ts';
import type { Snapshot } from '../../core/snapshot.ts';

/** A snapshot as plain data: everything a collector found, with the labels of each point by name. */
export function snapshotJson(snapshot: Snapshot): unknown {
  const { collector, outcome, problems, states, occurrences, readAt, durationSeconds } = snapshot;
  return {
    collector,
    outcome,
    problems,
    readAt: new Date(readAt).toISOString(),
    durationSeconds,
    states: [...states.values()],
    occurrences: occurrences.map(({ definition, ...about }) => ({ what: definition.what, ...about })),
    metrics: snapshot.families().map(familyJson),
  };
}

function familyJson({ definition, points }: Family): unknown {
  return {
    name: definition.name,
    type: definition.type,
    points: points.map(({ labels, value }) => ({
      labels: Object.fromEntries(definition.labels.map((name, index) => [name, labels[index] ?? ''])),
      value,
    })),
  };
}

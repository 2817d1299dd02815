import type { Snapshot } from '../../core/snapshot.ts';

/** A gauge without labels in a fresh snapshot; nothing when it was not read. */
export function figureOf(snapshot: Snapshot | undefined, metric: string): number | undefined {
  const [point] = pointsOf(snapshot, metric);
  return typeof point?.value === 'number' ? point.value : undefined;
}

/** Connections by network namespace; empty when they were not read. */
export function entriesByNamespace(snapshot: Snapshot | undefined): ReadonlyMap<string, number> {
  return new Map(
    pointsOf(snapshot, 'netsteward_conntrack_entries').flatMap(({ labels: [netns], value }) =>
      netns === undefined || typeof value !== 'number' ? [] : [[netns, value] as const],
    ),
  );
}

function pointsOf(snapshot: Snapshot | undefined, metric: string) {
  return snapshot?.families().find(({ definition }) => definition.name === metric)?.points ?? [];
}

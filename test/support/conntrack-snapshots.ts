import { type Family, type MetricDefinition, pointSet } from '../../src/core/metric.ts';
import type { Snapshot } from '../../src/core/snapshot.ts';
import { snapshot } from './snapshot.ts';

const gauge = (name: `netsteward_${string}`, labels: readonly string[] = []): MetricDefinition => {
  return { name, type: 'gauge', help: '', labels, source: '' };
};
function figures(fill: (points: ReturnType<typeof pointSet>) => void): () => readonly Family[] {
  const points = pointSet();
  fill(points);
  return points.families;
}
/** Readings of a host with two namespaces, one of which has nearly all connections. */
export const conntrackSnapshots: ReadonlyMap<string, Snapshot> = new Map([
  [
    'conntrack',
    snapshot({
      families: figures((points) => {
        const entries = gauge('netsteward_conntrack_entries', ['netns']);
        for (const [netns, count] of [['', 0] as const, ['blue', 29] as const, ['red', 1] as const]) {
          points.add(entries, [netns], count);
        }
        points.add(gauge('netsteward_conntrack_entry_bytes'), [], 256);
      }),
    }),
  ],
  [
    'host',
    snapshot({
      families: figures((points) => points.add(gauge('netsteward_host_memory_available_bytes'), [], 2 ** 33)),
    }),
  ],
]);

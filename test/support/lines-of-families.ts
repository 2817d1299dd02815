import type { Family } from '../../src/core/metric.ts';

/** Points one by one, as a person would write them: `netsteward_conntrack_entries{netns="blue"} 64`. */
export function linesOfFamilies(families: readonly Family[]): readonly string[] {
  return families.flatMap(({ definition, points }) =>
    points.map(({ labels, value }) => {
      const pairs = definition.labels.map((label, index) => `${label}=${JSON.stringify(labels[index])}`);
      return `${definition.name}{${pairs.join(',')}} ${value}`;
    }),
  );
}

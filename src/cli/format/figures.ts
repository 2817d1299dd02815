import type { Family } from '../../core/metric.ts';
import { formatValue } from './quantity.ts';

/** A figure with more points than this is for a program. */
const MOST_POINTS = 6;

/** The gauges of a snapshot that say something by themselves, each in one line: `entries 1,204`, `entries 12 (blue), 3 (red)`. */
export function figuresOf(collector: string, families: readonly Family[]): string[] {
  return families.flatMap(({ definition, points }) => {
    const { name, type, labels } = definition;
    if (type !== 'gauge' || name.endsWith('_info') || labels.length > 1) return [];
    if (points.length === 0 || points.length > MOST_POINTS) return [];
    const values = points.map(({ labels: [label = ''], value }) => {
      const text = formatValue(name, Number(value));
      return label === '' ? text : `${text} (${label})`;
    });
    return [`${shortName(collector, name)} ${values.join(', ')}`];
  });
}

/** `netsteward_conntrack_entries_limit` is `entries limit`. */
function shortName(collector: string, name: string): string {
  return name
    .replace(/^netsteward_/, '')
    .replace(`${collector}_`, '')
    .replace(/_(bytes|seconds|ratio)$/, '')
    .replaceAll('_', ' ');
}

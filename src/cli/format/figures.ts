import type { Family } from '../../core/metric.ts';
import { formatValue } from './quantity.ts';

/** A figure with more points than this is for a program. */
const MOST_POINTS = 6;

/** The gauges of a snapshot that say something by themselves, one a line: `entries  1,204` or `entries  12 (blue), 3 (red)`. */
export function figureLines(collector: string, families: readonly Family[]): string[] {
  const figures = families.flatMap(({ definition, points }) => {
    const { name, type, labels } = definition;
    if (type !== 'gauge' || name.endsWith('_info') || labels.length > 1) return [];
    if (points.length === 0 || points.length > MOST_POINTS) return [];
    const values = points.map(({ labels: [label = ''], value }) => {
      const text = formatValue(name, Number(value));
      return label === '' ? text : `${text} (${label})`;
    });
    return [{ name: shortName(collector, name), text: values.join(', ') }];
  });
  const width = Math.max(0, ...figures.map(({ name }) => name.length));
  return figures.map(({ name, text }) => `${name.padEnd(width)}  ${text}`);
}

/** `netsteward_conntrack_entries_limit` is `entries limit`. */
function shortName(collector: string, name: string): string {
  return name
    .replace(/^netsteward_/, '')
    .replace(`${collector}_`, '')
    .replace(/_(bytes|seconds|ratio)$/, '')
    .replaceAll('_', ' ');
}

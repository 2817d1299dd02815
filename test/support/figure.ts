import type { Family } from '../../src/core/metric.ts';

/** The value of a metric, of the series with these labels or of its first; `undefined` when there is none or it is a histogram. */
export function figure(families: readonly Family[], name: string, ...labels: readonly string[]): number | undefined {
  const points = families.find(({ definition }) => definition.name === name)?.points ?? [];
  const point = labels.length === 0 ? points[0] : points.find((one) => one.labels.join() === labels.join());
  return typeof point?.value === 'number' ? point.value : undefined;
}

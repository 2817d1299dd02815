import type { Family, Histogram, MetricDefinition, Point } from '../../core/metric.ts';
import { type Labels, labelsOf, METRIC_NAME } from '../../promql/labels.ts';

/** One series of a family at one moment, as Prometheus would scrape it. */
export type FamilySample = {
  /** Unique within `name`; labels are made only when it is new. */
  readonly key: string;
  readonly value: number;
  readonly labels: () => Labels;
};

/** The names of the series that a metric has: a histogram has three. */
export function seriesNames({ name, type }: MetricDefinition): readonly string[] {
  return type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name];
}

/** All samples of a family under one of its series' names. */
export function* samplesOf({ definition, points }: Family, name: string): Generator<FamilySample> {
  for (const point of points) {
    const key = point.labels.join('\u{d800}');
    if (typeof point.value === 'number') {
      yield { key, value: point.value, labels: () => labels(definition, name, point) };
    } else {
      yield* histogramSamples(definition, name, point, point.value, key);
    }
  }
}

function* histogramSamples(
  definition: MetricDefinition,
  name: string,
  point: Point,
  { bounds, cumulative, count, sum }: Histogram,
  key: string,
): Generator<FamilySample> {
  if (name === `${definition.name}_count`) {
    yield { key, value: count, labels: () => labels(definition, name, point) };
  } else if (name === `${definition.name}_sum`) {
    if (sum !== undefined) yield { key, value: sum, labels: () => labels(definition, name, point) };
  } else {
    const bucket = (le: string, value: number): FamilySample => ({
      key: `${key}\u{d800}${le}`,
      value,
      labels: () => labels(definition, name, point, le),
    });
    for (const [index, bound] of bounds.entries()) yield bucket(String(bound), cumulative[index] ?? 0);
    yield bucket('+Inf', count);
  }
}

function labels({ labels: names }: MetricDefinition, name: string, point: Point, le?: string): Labels {
  const pairs: [string, string][] = names.map((label, index) => [label, point.labels[index] ?? '']);
  if (le !== undefined) pairs.push(['le', le]);
  return labelsOf([[METRIC_NAME, name], ...pairs]);
}

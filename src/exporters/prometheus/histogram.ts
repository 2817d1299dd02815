import type { Histogram, MetricDefinition, Point } from '../../core/metric.ts';

/** A sample of a histogram: its name's suffix, the `le` label of a bucket, its value. */
export type HistogramSample = { readonly suffix: string; readonly le: string | undefined; readonly value: number };

/**
 * The samples of one histogram: each bucket, the infinite one, the sum where it is known, the count. Bounds are written
 * alike in both formats, because Prometheus would take `1` and `1.0` for two series.
 */
export function* histogramSamples({ bounds, cumulative, count, sum }: Histogram): Generator<HistogramSample> {
  for (const [index, bound] of bounds.entries()) {
    yield { suffix: '_bucket', le: String(bound), value: cumulative[index] ?? 0 };
  }
  yield { suffix: '_bucket', le: '+Inf', value: count };
  if (sum !== undefined) yield { suffix: '_sum', le: undefined, value: sum };
  yield { suffix: '_count', le: undefined, value: count };
}

/** Why this value can't stand behind that definition, or `undefined` when it can. */
export function valueProblem({ type }: MetricDefinition, value: Point['value']): string | undefined {
  if (typeof value === 'number') return type === 'histogram' ? 'they are numbers in a histogram' : undefined;
  if (type !== 'histogram') return `they are histograms in a ${type}`;
  const { bounds, cumulative, count } = value;
  if (bounds.length !== cumulative.length) return 'their buckets are not as many as their bounds';
  return isAscending(bounds, false) && isAscending([...cumulative, count], true)
    ? undefined
    : 'their buckets are not in ascending order';
}

function isAscending(numbers: readonly number[], mayRepeat: boolean): boolean {
  return numbers.every((number, index) => {
    const before = numbers[index - 1];
    return Number.isFinite(number) && (before === undefined || number > before || (mayRepeat && number === before));
  });
}

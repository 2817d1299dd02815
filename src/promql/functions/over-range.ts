import type { Numbers, Range } from '../series.ts';
import { extrapolated, lastChange } from './rate.ts';
import { line } from './regression.ts';
import { exactSum, extreme, mean, quantile, variance } from './sums.ts';
import type { Window } from './window.ts';

/** Functions that make one value of a range that has at least one sample: `rate(v[5m])`. Nothing where it has too few. */
export type OverRange = {
  readonly run: (range: Range, window: Window, scalar: number) => number | undefined;
  /** Where the one scalar stands that some of them take. */
  readonly scalar?: 'before' | 'after';
  /** The result is a sample of the metric itself. */
  readonly keepsName?: true;
};

const over = (run: (values: Numbers) => number): OverRange => ({ run: ({ values }) => run(values) });

/** How often a value differs from the one before it in this way. */
function countSteps(values: Numbers, differs: (before: number, after: number) => boolean): number {
  let count = 0;
  for (let index = 1; index < values.length; index += 1) {
    if (differs(values[index - 1] ?? 0, values[index] ?? 0)) count += 1;
  }
  return count;
}

const isChange = (before: number, after: number) => before !== after && !(Number.isNaN(before) && Number.isNaN(after));

export const overRange: ReadonlyMap<string, OverRange> = new Map<string, OverRange>([
  ['rate', { run: (range, window) => extrapolated(range, window, true, true) }],
  ['increase', { run: (range, window) => extrapolated(range, window, true, false) }],
  ['delta', { run: (range, window) => extrapolated(range, window, false, false) }],
  ['irate', { run: (range) => lastChange(range, true) }],
  ['idelta', { run: (range) => lastChange(range, false) }],
  ['deriv', { run: (range) => (range.values.length < 2 ? undefined : line(range, range.times[0] ?? 0).slope) }],
  ['predict_linear', { run: predicted, scalar: 'after' }],
  ['changes', over((values) => countSteps(values, isChange))],
  ['resets', over((values) => countSteps(values, (before, after) => after < before))],
  ['avg_over_time', over(mean)],
  ['sum_over_time', over(exactSum)],
  ['count_over_time', over((values) => values.length)],
  ['min_over_time', over((values) => extreme(values, (a, b) => a < b))],
  ['max_over_time', over((values) => extreme(values, (a, b) => a > b))],
  ['stddev_over_time', over((values) => Math.sqrt(variance(values)))],
  ['stdvar_over_time', over(variance)],
  ['present_over_time', over(() => 1)],
  ['last_over_time', { run: ({ values }) => values[values.length - 1], keepsName: true }],
  ['quantile_over_time', { run: ({ values }, _, q) => quantile(q, values), scalar: 'before' }],
]);

function predicted(range: Range, { now }: Window, ahead: number): number | undefined {
  if (range.values.length < 2) return undefined;
  const { slope, height } = line(range, now);
  return height + slope * ahead;
}

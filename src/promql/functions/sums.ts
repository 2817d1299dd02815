import type { Numbers } from '../series.ts';

/** The sum with what rounding would lose made good (Kahan's algorithm as improved by Neumaier). */
export function exactSum(values: Numbers): number {
  return exactSumOf(values.length, (index) => values[index] ?? 0);
}

/** The exact sum of `count` numbers. */
export function exactSumOf(count: number, number: (index: number) => number): number {
  let sum = 0;
  let lost = 0;
  for (let index = 0; index < count; index += 1) {
    const value = number(index);
    const next = sum + value;
    if (!Number.isFinite(next)) lost = 0;
    else if (Math.abs(sum) >= Math.abs(value)) lost += sum - next + value;
    else lost += value - next + sum;
    sum = next;
  }
  return sum + lost;
}

export function mean(values: Numbers): number {
  const sum = exactSum(values);
  if (Number.isFinite(sum)) return sum / values.length;
  // The sum may be too large for a number where the mean is not.
  return exactSumOf(values.length, (index) => (values[index] ?? 0) / values.length);
}

/** Of all values, not of a sample of them (Welford's algorithm). */
export function variance(values: Numbers): number {
  let count = 0;
  let average = 0;
  let squares = 0;
  for (const value of values) {
    count += 1;
    const before = value - average;
    average += before / count;
    squares += before * (value - average);
  }
  return squares / count;
}

/** Interpolated between the two values nearest to it; beyond 0 and 1 it is infinite. */
export function quantile(q: number, values: Numbers): number {
  if (values.length === 0 || Number.isNaN(q)) return Number.NaN;
  if (q < 0) return Number.NEGATIVE_INFINITY;
  if (q > 1) return Number.POSITIVE_INFINITY;
  const sorted = [...values].sort(byValue);
  const rank = q * (sorted.length - 1);
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(sorted.length - 1, lower + 1);
  const weight = rank - Math.floor(rank);
  return (sorted[lower] ?? 0) * (1 - weight) + (sorted[upper] ?? 0) * weight;
}

/** Ascending, what is not a number first. */
export function byValue(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : -1;
  if (Number.isNaN(b)) return 1;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The largest, or smallest, that is a number. */
export function extreme(values: Numbers, isBetter: (a: number, b: number) => boolean): number {
  let best = values[0] ?? Number.NaN;
  for (const value of values) if (isBetter(value, best) || Number.isNaN(best)) best = value;
  return best;
}

import type { Range } from '../series.ts';
import { exactSum } from './sums.ts';

/** The line nearest to the samples: its rise a second, and its height at `at` (milliseconds). */
export function line({ times, values }: Range, at: number): { readonly slope: number; readonly height: number } {
  const [first = 0] = values;
  if (values.every((value) => value === first)) {
    return Number.isFinite(first) ? { slope: 0, height: first } : { slope: Number.NaN, height: Number.NaN };
  }
  const seconds = times.map((time) => (time - at) / 1000);
  const count = values.length;
  const sumX = exactSum(seconds);
  const sumY = exactSum(values);
  const covariance = exactSum(seconds.map((x, index) => x * (values[index] ?? 0))) - (sumX * sumY) / count;
  const spread = exactSum(seconds.map((x) => x * x)) - (sumX * sumX) / count;
  const slope = covariance / spread;
  return { slope, height: sumY / count - (slope * sumX) / count };
}

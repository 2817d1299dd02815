import type { Numbers, Range } from '../series.ts';
import { exactSumOf } from './sums.ts';

/** The line nearest to the samples: its rise a second, and its height at `at` (milliseconds). */
export function line({ times, values }: Range, at: number): { readonly slope: number; readonly height: number } {
  const count = values.length;
  const first = values[0] ?? 0;
  if (isConstant(values, first)) {
    return Number.isFinite(first) ? { slope: 0, height: first } : { slope: Number.NaN, height: Number.NaN };
  }
  const x = (index: number) => ((times[index] ?? 0) - at) / 1000;
  const y = (index: number) => values[index] ?? 0;
  const sumX = exactSumOf(count, x);
  const sumY = exactSumOf(count, y);
  const covariance = exactSumOf(count, (index) => x(index) * y(index)) - (sumX * sumY) / count;
  const spread = exactSumOf(count, (index) => x(index) * x(index)) - (sumX * sumX) / count;
  const slope = covariance / spread;
  return { slope, height: sumY / count - (slope * sumX) / count };
}

function isConstant(values: Numbers, first: number): boolean {
  for (const value of values) if (value !== first) return false;
  return true;
}

import { numberOf } from '../syntax/literals.ts';

/** A bucket of a classic histogram: how many values were at most `bound`. */
export type Bucket = { readonly bound: number; readonly count: number };

/** The bound behind the label `le`, or nothing when it is no number. */
export function boundOf(le: string): number | undefined {
  return numberOf(le);
}

/**
 * The value below which the share `q` of a histogram's values lies, spread evenly within its bucket (bucketQuantile in
 * promql/quantile.go). NaN without values, without a bucket up to infinity, or with no other bucket beside it.
 */
export function histogramQuantile(q: number, buckets: readonly Bucket[]): number {
  const sorted = monotonic(merged(buckets.toSorted((a, b) => a.bound - b.bound)));
  const last = sorted.at(-1);
  if (Number.isNaN(q)) return Number.NaN;
  if (q < 0) return Number.NEGATIVE_INFINITY;
  if (q > 1) return Number.POSITIVE_INFINITY;
  if (last?.bound !== Number.POSITIVE_INFINITY || sorted.length < 2 || last.count === 0) return Number.NaN;
  if (Number.isNaN(last.count)) return Number.NaN;
  const rank = q * last.count;
  const found = sorted.findIndex(({ count }) => count >= rank);
  const index = found < 0 ? sorted.length - 1 : found;
  const bucket = sorted[index];
  const below = sorted[index - 1];
  if (bucket === undefined || index === sorted.length - 1) return sorted.at(-2)?.bound ?? Number.NaN;
  if (below === undefined && bucket.bound <= 0) return bucket.bound;
  const start = below?.bound ?? 0;
  const before = below?.count ?? 0;
  return start + (bucket.bound - start) * ((rank - before) / (bucket.count - before));
}

/** Buckets with one bound are one: they come from several labels that read as the same number. */
function merged(sorted: readonly Bucket[]): readonly Bucket[] {
  const result: Bucket[] = [];
  for (const bucket of sorted) {
    const before = result.at(-1);
    if (before?.bound === bucket.bound) result[result.length - 1] = { ...before, count: before.count + bucket.count };
    else result.push(bucket);
  }
  return result;
}

/** Counts that were read one after the other may seem to fall from one bucket to the next. */
function monotonic(sorted: readonly Bucket[]): readonly Bucket[] {
  let most = Number.NEGATIVE_INFINITY;
  return sorted.map(({ bound, count }) => {
    if (!(count < most)) most = count;
    return { bound, count: most };
  });
}

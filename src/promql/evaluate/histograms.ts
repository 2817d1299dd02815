import { type Bucket, boundOf, histogramQuantile } from '../functions/histogram-quantile.ts';
import { exceptLabels, type Labels, labelsKey } from '../labels.ts';
import type { Sample } from '../value.ts';

const withoutBound = exceptLabels(['le']);

/** A quantile of each classic histogram among the samples: series that differ in `le` and name alone. */
export function quantilesOfHistograms(q: number, samples: readonly Sample[]): readonly Sample[] {
  const histograms = new Map<string, { readonly labels: Labels; readonly buckets: Bucket[] }>();
  for (const { labels, value } of samples) {
    const bound = boundOf(labels.get('le') ?? '');
    if (bound === undefined) continue;
    const rest = withoutBound(labels);
    const key = labelsKey(rest);
    const histogram = histograms.get(key);
    if (histogram === undefined) histograms.set(key, { labels: rest, buckets: [{ bound, count: value }] });
    else histogram.buckets.push({ bound, count: value });
  }
  return [...histograms.values()].map(({ labels, buckets }) => ({ labels, value: histogramQuantile(q, buckets) }));
}

import { labelsKey } from '../labels.ts';
import { EvaluationError, type Sample } from '../value.ts';

/** The samples, unless two of them have the same labels: dropping the metric's name can bring two series together. */
export function unique(samples: readonly Sample[]): readonly Sample[] {
  if (samples.length < 2) return samples;
  const seen = new Set<string>();
  for (const { labels } of samples) seen.add(labelsKey(labels));
  if (seen.size < samples.length) throw new EvaluationError('vector cannot contain metrics with the same labelset');
  return samples;
}

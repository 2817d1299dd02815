import { fitsAll, matcherOf } from '../matcher.ts';
import { isStale, lastAt, type Series, type SeriesSource, samplesBetween } from '../series.ts';
import type { Selector } from '../syntax/ast.ts';
import type { LabelledRange, Sample } from '../value.ts';
import type { Moment } from './moment.ts';

/** The series that a selector fits, found again only when the source has others. */
export function seriesFinder({ name, matchers }: Selector): (source: SeriesSource) => readonly Series[] {
  const ready = matchers.map((one) => matcherOf(one.name, one.op, one.value));
  let among: readonly Series[] | undefined;
  let found: readonly Series[] = [];
  return (source) => {
    const all = source.named(name);
    if (all !== among) {
      among = all;
      found = all.filter(({ labels }) => fitsAll(ready, labels));
    }
    return found;
  };
}

/** The newest sample of each series, unless it is too old or the series has ended. */
export function newestSamples(series: readonly Series[], { offset }: Selector, moment: Moment): readonly Sample[] {
  const time = moment.time - offset;
  const oldest = time - moment.lookback;
  const samples: Sample[] = [];
  for (const one of series) {
    const index = lastAt(one, time);
    if (index < one.begin || isStale(one.values, index)) continue;
    const takenAt = one.times[index] ?? 0;
    if (takenAt < oldest || (takenAt === oldest && moment.dialect === 3)) continue;
    samples.push({ labels: one.labels, value: one.values[index] ?? 0, takenAt });
  }
  return samples;
}

/** All samples of each series within the range; series without any are left out. */
export function samplesInRange(
  series: readonly Series[],
  range: number,
  { offset }: Selector,
  { time, dialect }: Moment,
): readonly LabelledRange[] {
  const to = time - offset;
  const ranges: LabelledRange[] = [];
  for (const one of series) {
    const found = samplesBetween(one, to - range, to, dialect === 2);
    if (found.values.length > 0) ranges.push({ labels: one.labels, range: found });
  }
  return ranges;
}

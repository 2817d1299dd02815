import { METRIC_NAME } from '../../promql/labels.ts';
import { isStale, type Series } from '../../promql/series.ts';

/** One series as it can be drawn. Times in milliseconds since 1970; null where there was no value. */
export type DrawnSeries = {
  readonly labels: ReadonlyMap<string, string>;
  /** Oldest first. */
  readonly points: readonly (readonly [time: number, value: number | null])[];
};

/** A small picture has no more columns than this. */
const MOST_POINTS = 120;
/** Nobody looks at more pictures of one metric than this. */
const MOST_SERIES = 200;

/** The last rows of each series, thinned out evenly where there are many; the newest is always among them. */
export function drawnSeries(all: readonly Series[]): readonly DrawnSeries[] {
  return all.slice(0, MOST_SERIES).map((series) => ({
    labels: new Map([...series.labels].filter(([name]) => name !== METRIC_NAME)),
    points: pointsOf(series),
  }));
}

function pointsOf({ times, values, begin, end }: Series): DrawnSeries['points'] {
  const step = Math.max(1, Math.ceil((end - begin) / MOST_POINTS));
  const points: [number, number | null][] = [];
  for (let index = end - 1; index >= begin; index -= step) {
    const value = values[index] ?? Number.NaN;
    points.push([times[index] ?? 0, isStale(values, index) || !Number.isFinite(value) ? null : value]);
  }
  return points.reverse();
}

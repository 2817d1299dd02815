import type { Labels } from './labels.ts';

/**
 * The history of one series, which its owner may go on filling. `times` may be one array for many series; where a series
 * has no sample at one of these times stands a stale marker.
 */
export type Series = {
  readonly labels: Labels;
  /** Milliseconds since 1970, ascending. */
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** Where the samples begin and end in both arrays. */
  readonly begin: number;
  readonly end: number;
};

/** Whatever holds series. */
export type SeriesSource = {
  /** Those that may have this name, or all where the name is not known. Their order is the same every time. */
  readonly named: (name: string | undefined) => readonly Series[];
};

/** Numbers in their order, in whatever they are kept. */
export type Numbers = ArrayLike<number> & Iterable<number>;

/** The values of one series at several times. */
export type Range = { readonly times: Numbers; readonly values: Numbers };

// The NaN that Prometheus writes for "no sample any more" (model/value/value.go): 0x7ff0000000000002.
const STALE_HIGH = 0x7ff00000;
const STALE_LOW = 2;
const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
const words = new WeakMap<Float64Array, Uint32Array>();

/** Numbers are read and written as words: a NaN's bits are lost where JavaScript handles it as a number. */
function wordsOf(values: Float64Array): Uint32Array {
  let view = words.get(values);
  if (view === undefined) {
    view = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
    words.set(values, view);
  }
  return view;
}

export function isStale(values: Float64Array, index: number): boolean {
  const value = values[index];
  // Only NaN is not itself.
  // biome-ignore lint/suspicious/noSelfCompare: cheaper than a call for every sample
  if (value === value) return false;
  const view = wordsOf(values);
  return (
    view[2 * index + (littleEndian ? 1 : 0)] === STALE_HIGH && view[2 * index + (littleEndian ? 0 : 1)] === STALE_LOW
  );
}

/** An array in which no sample stands yet. */
export function staleValues(length: number): Float64Array {
  const values = new Float64Array(length);
  for (let index = 0; index < length; index += 1) markStale(values, index);
  return values;
}

export function markStale(values: Float64Array, index: number): void {
  const view = wordsOf(values);
  view[2 * index + (littleEndian ? 1 : 0)] = STALE_HIGH;
  view[2 * index + (littleEndian ? 0 : 1)] = STALE_LOW;
}

/** The index of the last sample at `time` or before it, or one before the first. */
export function lastAt({ times, begin, end }: Series, time: number): number {
  // Nearly always it is the newest.
  if (end > begin && (times[end - 1] ?? 0) <= time) return end - 1;
  return firstAfter(times, begin, end, time) - 1;
}

function firstAfter(times: Float64Array, begin: number, end: number, time: number): number {
  let low = begin;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The samples between two times, the later one included, the earlier one where `closed`. */
export function samplesBetween(series: Series, from: number, to: number, closed: boolean): Range {
  const { times, values, begin } = series;
  const end = lastAt(series, to) + 1;
  // Times are whole milliseconds or finer: what comes after the moment before `from` is at `from` or later.
  const first = firstAfter(times, begin, end, closed ? from - Number.EPSILON * Math.abs(from) : from);
  if (!hasStale(values, first, end)) return { times: times.subarray(first, end), values: values.subarray(first, end) };
  const found: { times: number[]; values: number[] } = { times: [], values: [] };
  for (let index = first; index < end; index += 1) {
    if (isStale(values, index)) continue;
    found.times.push(times[index] ?? 0);
    found.values.push(values[index] ?? 0);
  }
  return found;
}

function hasStale(values: Float64Array, first: number, end: number): boolean {
  for (let index = first; index < end; index += 1) if (isStale(values, index)) return true;
  return false;
}

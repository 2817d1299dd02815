import type { Range } from '../series.ts';
import type { Window } from './window.ts';

/** What a counter has grown, resets made good: a value below the one before it began again at 0. */
function growth({ values }: Range): number {
  let grown = (values[values.length - 1] ?? 0) - (values[0] ?? 0);
  for (let index = 1; index < values.length; index += 1) {
    const before = values[index - 1] ?? 0;
    if ((values[index] ?? 0) < before) grown += before;
  }
  return grown;
}

/**
 * The change over a whole window, extrapolated from the samples in it to its ends (extrapolatedRate in promql/functions.go).
 * A series that seems to begin or end within the window is extrapolated by half the time between samples; a counter never
 * beyond where it would have been 0.
 */
export function extrapolated(range: Range, window: Window, isCounter: boolean, perSecond: boolean): number | undefined {
  const { times, values } = range;
  if (values.length < 2) return undefined;
  const firstTime = times[0] ?? 0;
  const firstValue = values[0] ?? 0;
  const lastTime = times[times.length - 1] ?? 0;
  const change = isCounter ? growth(range) : (values[values.length - 1] ?? 0) - firstValue;
  const sampled = (lastTime - firstTime) / 1000;
  const between = sampled / (values.length - 1);
  const threshold = between * 1.1;
  const toZero =
    isCounter && change > 0 && firstValue >= 0 ? sampled * (firstValue / change) : Number.POSITIVE_INFINITY;
  let toStart = (firstTime - window.from) / 1000;
  // Prometheus 2 looks first where the counter was 0, Prometheus 3 first whether the series begins in the window.
  if (window.dialect === 2) toStart = Math.min(toStart, toZero);
  if (toStart >= threshold) toStart = between / 2;
  if (window.dialect === 3) toStart = Math.min(toStart, toZero);
  let toEnd = (window.to - lastTime) / 1000;
  if (toEnd >= threshold) toEnd = between / 2;
  const factor = (sampled + toStart + toEnd) / sampled;
  return change * (perSecond ? factor / ((window.to - window.from) / 1000) : factor);
}

/** The change between the last two samples, or the change a second; a counter's reset began at 0. */
export function lastChange({ times, values }: Range, perSecond: boolean): number | undefined {
  if (values.length < 2) return undefined;
  const last = values[values.length - 1] ?? 0;
  const before = values[values.length - 2] ?? 0;
  if (!perSecond) return last - before;
  const seconds = ((times[times.length - 1] ?? 0) - (times[times.length - 2] ?? 0)) / 1000;
  return (last < before ? last : last - before) / seconds;
}

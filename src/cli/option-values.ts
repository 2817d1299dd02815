import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../core/duration.ts';

/** Options that are given several times. */
export function listed(value: string, earlier: readonly string[]): string[] {
  return [...earlier, value];
}

const LONGEST_SILENCE = 31_536_000;

/** Seconds. */
export function silenceTime(text: string): number {
  const seconds = parseDuration(text);
  if (seconds === undefined || seconds < 1 || seconds > LONGEST_SILENCE) {
    throw new InvalidArgumentError('expected a duration such as 30m or 2h, at most a year');
  }
  return seconds;
}

/** Milliseconds since 1970 of an age (`1h`) or of a time as in RFC 3339. */
export function momentOf(text: string): number {
  const age = parseDuration(text);
  if (age !== undefined) return Date.now() - age * 1000;
  const time = /^\d{4}-\d\d-\d\d([T ]|$)/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw new InvalidArgumentError('expected an age such as 1h or 2d, or a time such as 2026-01-31T12:00Z');
  return time;
}

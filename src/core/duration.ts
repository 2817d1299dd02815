import { z } from 'zod';

const UNITS: ReadonlyMap<string, number> = new Map([
  ['ms', 0.001],
  ['s', 1],
  ['m', 60],
  ['h', 3_600],
  ['d', 86_400],
  ['w', 604_800],
]);

/** `90`, `0.5`, `5s`, `1h30m`, `1.5h`, `250ms`. Each unit at most once, larger units first. */
const DURATION =
  /^(?:\d+(?:\.\d+)?|(?=\d)(?:\d+(?:\.\d+)?w)?(?:\d+(?:\.\d+)?d)?(?:\d+(?:\.\d+)?h)?(?:\d+(?:\.\d+)?m(?!s))?(?:\d+(?:\.\d+)?s)?(?:\d+(?:\.\d+)?ms)?)$/;
/** One part of such a text, `30m`. */
const PART = /(\d+(?:\.\d+)?)([a-z]*)/g;

export type DurationBounds = {
  /** Seconds; 0 when left out. */
  readonly min?: number;
  /** Seconds; ten years when left out. */
  readonly max?: number;
};

const TEN_YEARS = 315_360_000;

/** The seconds in a text such as `5s`, `1h30m`, `250ms` or `90`; `undefined` when it is no duration. */
export function parseDuration(text: string): number | undefined {
  if (!DURATION.test(text)) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of text.matchAll(PART))
    seconds += Number(amount) * (UNITS.get(unit || 's') ?? Number.NaN);
  return seconds;
}

/** A setting that is written `5s`, `1h30m` or as a number of seconds, and read as seconds. Give its default with `.prefault('5s')`. */
export function duration({ min = 0, max = TEN_YEARS }: DurationBounds = {}): z.ZodType<number, string | number> {
  const expected = { error: 'expected a duration such as 5s, 1h30m or 0.5 (seconds)' };
  return z
    .union([z.string().regex(DURATION, expected), z.number().min(0, expected)], expected)
    .transform((value, context) => {
      const seconds = typeof value === 'number' ? value : parseDuration(value);
      if (seconds !== undefined && seconds >= min && seconds <= max) return seconds;
      const bounds = `between ${formatDuration(min)} and ${formatDuration(max)}`;
      context.issues.push({ code: 'custom', input: value, message: `expected a duration ${bounds}` });
      return z.NEVER;
    })
    .meta({ title: 'duration', examples: ['5s', '1h30m'] });
}

/** The shortest way to write it: `90` is `1m30s`, `0.25` is `250ms`. */
export function formatDuration(seconds: number): string {
  let rest = Math.round(seconds * 1000);
  let text = '';
  for (const [unit, size] of [...UNITS].reverse()) {
    const count = Math.floor(rest / (size * 1000));
    if (count === 0) continue;
    text += `${count}${unit}`;
    rest -= count * size * 1000;
  }
  return text === '' ? '0s' : text;
}

/** What a clock on the wall shows in some time zone. `month` counts from 1. */
export type WallTime = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
};

/** Tells the time of one time zone, its changes to and from summer time included. Times in milliseconds since 1970. */
export type ZoneClock = {
  readonly zone: string;
  readonly wallTime: (at: number) => WallTime;
  /**
   * When the clock shows this time of that day; hours may be 24 and days beyond the month's. A time that comes twice, as
   * clocks are set back, is meant the first or the last time. One that is left out, as they are set forward, is the moment
   * of that change.
   */
  readonly momentOf: (wall: WallTime, which: 'first' | 'last') => number;
};

export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const DAY_MS = 86_400_000;
const clocks = new Map<string, ZoneClock>();

/** @param zone of the IANA time zone database; the host's when left out. Throws a RangeError when there is none such. */
export function zoneClock(zone = new Intl.DateTimeFormat().resolvedOptions().timeZone): ZoneClock {
  const known = clocks.get(zone) ?? createClock(zone);
  clocks.set(zone, known);
  return known;
}

function createClock(zone: string): ZoneClock {
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  /** What the clock shows, as if it were UTC. */
  const shownAt = (at: number): number => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? Number.NaN;
    const whole = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
    return whole + (((at % 1000) + 1000) % 1000);
  };
  const offsetAt = (at: number) => shownAt(at) - at;

  return {
    zone,
    wallTime: (at) => {
      const shown = new Date(shownAt(at));
      return {
        year: shown.getUTCFullYear(),
        month: shown.getUTCMonth() + 1,
        day: shown.getUTCDate(),
        hour: shown.getUTCHours(),
        minute: shown.getUTCMinutes(),
      };
    },
    momentOf: ({ year, month, day, hour, minute }, which) => {
      const shown = Date.UTC(year, month - 1, day, hour, minute);
      const offsets = [offsetAt(shown - DAY_MS), offsetAt(shown + DAY_MS)];
      const moments = offsets.map((offset) => shown - offset).sort((a, b) => a - b);
      const real = moments.filter((at) => shownAt(at) === shown);
      const chosen = which === 'first' ? real[0] : real.at(-1);
      return chosen ?? changeBetween(offsetAt, moments[0] ?? shown, moments.at(-1) ?? shown);
    },
  };
}

/** The first millisecond that has the offset of `after`. */
function changeBetween(offsetAt: (at: number) => number, before: number, after: number): number {
  const then = offsetAt(after);
  let [low, high] = [before, after];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === then) high = middle;
    else low = middle;
  }
  return high;
}

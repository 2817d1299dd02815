import { type OnceWindow, type WeeklyWindow, type WindowSetting, weekdays } from './settings.ts';
import { type WallTime, type ZoneClock, zoneClock } from './zone-clock.ts';

/** A window that is open: until when, in milliseconds since 1970, and what it is, in words. */
export type OpenWindow = { readonly until: number; readonly words: string };

/**
 * The window that is open now, of several the one that stays open longest. Pure, but for the host's time zone where a
 * window names none.
 */
export function windowAt(windows: readonly WindowSetting[], now: number): OpenWindow | undefined {
  const open = windows.flatMap((window) => ('from' in window ? onceAt(window, now) : weeklyAt(window, now)));
  return open.toSorted((a, b) => b.until - a.until)[0];
}

function onceAt({ from, to }: OnceWindow, now: number): readonly OpenWindow[] {
  if (now < from || now >= to) return [];
  return [{ until: to, words: `${isoMinute(from)} to ${isoMinute(to)}` }];
}

/** Windows are shorter than two days, so that one which is open has begun today or yesterday. */
function weeklyAt(window: WeeklyWindow, now: number): readonly OpenWindow[] {
  const clock = zoneClock(window.zone);
  const today = clock.wallTime(now);
  return [today, dayAfter(today, -1)].flatMap((day) => {
    const weekday = weekdays[new Date(Date.UTC(day.year, day.month - 1, day.day)).getUTCDay()];
    if (weekday === undefined || !window.days.includes(weekday)) return [];
    const { from, until } = timesOf(window, day, clock);
    if (now < from || now >= until) return [];
    const words = `${weekday} ${window.start}-${window.end} ${clock.zone}, until ${wallWords(clock.wallTime(until))}`;
    return [{ until, words }];
  });
}

/** Where clocks are set back in between, the window is as long as can be meant. */
function timesOf({ start, end }: WeeklyWindow, day: WallTime, clock: ZoneClock) {
  const lastDay = end > start ? day : dayAfter(day, 1);
  return {
    from: clock.momentOf(atTime(day, start), 'first'),
    until: clock.momentOf(atTime(lastDay, end), 'last'),
  };
}

function dayAfter({ year, month, day, hour, minute }: WallTime, days: number): WallTime {
  const other = new Date(Date.UTC(year, month - 1, day + days));
  return { year: other.getUTCFullYear(), month: other.getUTCMonth() + 1, day: other.getUTCDate(), hour, minute };
}

/** `22:00` */
function atTime(day: WallTime, time: string): WallTime {
  return { ...day, hour: Number(time.slice(0, 2)), minute: Number(time.slice(3)) };
}

/** `2026-03-02 04:00` */
function wallWords({ year, month, day, hour, minute }: WallTime): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`;
}

/** `2026-03-01T21:00Z` */
function isoMinute(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16)}Z`;
}

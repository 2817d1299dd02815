import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type WindowSetting, windowSettings } from './settings.ts';
import { windowAt } from './window-at.ts';
import { zoneClock } from './zone-clock.ts';

const HOUR = 3_600_000;
const windows = (...given: readonly object[]): readonly WindowSetting[] => windowSettings.parse(given);
const at = (iso: string) => Date.parse(iso);
const until = (window: readonly WindowSetting[], iso: string) => {
  const open = windowAt(window, at(iso));
  return open && new Date(open.until).toISOString();
};

describe('a window', () => {
  it('is open from its first moment to its last', () => {
    const once = windows({ from: '2026-03-01T22:00:00+01:00', to: '2026-03-02T04:00:00Z' });
    expect(windowAt(once, at('2026-03-01T20:59:59.999Z'))).toBeUndefined();
    expect(windowAt(once, at('2026-03-01T21:00:00Z'))).toEqual({
      until: at('2026-03-02T04:00:00Z'),
      words: '2026-03-01T21:00Z to 2026-03-02T04:00Z',
    });
    expect(windowAt(once, at('2026-03-02T04:00:00Z'))).toBeUndefined();
  });

  it('of every week goes over midnight', () => {
    const night = windows({ days: ['mon'], start: '22:00', end: '04:00', zone: 'Europe/Berlin' });
    // 2 March 2026 is a Monday.
    expect(windowAt(night, at('2026-03-02T20:59:59Z'))).toBeUndefined();
    expect(windowAt(night, at('2026-03-02T21:00:00Z'))?.words).toBe(
      'mon 22:00-04:00 Europe/Berlin, until 2026-03-03 04:00',
    );
    expect(until(night, '2026-03-03T02:59:59Z')).toBe('2026-03-03T03:00:00.000Z');
    expect(windowAt(night, at('2026-03-03T03:00:00Z'))).toBeUndefined();
    expect(windowAt(night, at('2026-03-03T21:30:00Z'))).toBeUndefined();
  });

  it('of a whole day ends with it', () => {
    const day = windows({ days: ['sun'], start: '00:00', end: '24:00', zone: 'UTC' });
    expect(until(day, '2026-03-01T00:00:00Z')).toBe('2026-03-02T00:00:00.000Z');
    expect(windowAt(day, at('2026-03-02T00:00:00Z'))).toBeUndefined();
  });

  it('of several that are open is the one that is so longest', () => {
    const both = windows(
      { days: ['mon'], start: '10:00', end: '12:00', zone: 'UTC' },
      { from: '2026-03-02T09:00:00Z', to: '2026-03-02T15:00:00Z' },
      { days: ['mon'], start: '10:00', end: '14:00', zone: 'UTC' },
    );
    expect(until(both, '2026-03-02T11:00:00Z')).toBe('2026-03-02T15:00:00.000Z');
  });

  it("is told by the host's clock where it names no zone", () => {
    const { zone } = zoneClock();
    const day = windows({ days: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'], start: '00:00', end: '24:00' });
    expect(windowAt(day, at('2026-03-02T11:00:00Z'))?.words).toContain(` 00:00-24:00 ${zone}, until `);
  });
});

describe('when clocks are changed', () => {
  // Sunday 29 March 2026, 02:00 becomes 03:00 in Berlin (01:00 UTC); Sunday 25 October 2026, 03:00 becomes 02:00 (01:00 UTC).
  const sunday = (start: string, end: string, zone = 'Europe/Berlin') => windows({ days: ['sun'], start, end, zone });

  it('a window that begins in the hour that is left out begins when that is over', () => {
    expect(windowAt(sunday('02:30', '04:00'), at('2026-03-29T00:59:59.999Z'))).toBeUndefined();
    expect(until(sunday('02:30', '04:00'), '2026-03-29T01:00:00Z')).toBe('2026-03-29T02:00:00.000Z');
  });

  it('a window that ends in that hour ends when it would begin', () => {
    expect(until(sunday('01:00', '02:30'), '2026-03-29T00:59:00Z')).toBe('2026-03-29T01:00:00.000Z');
    expect(windowAt(sunday('02:10', '02:50'), at('2026-03-29T01:00:00Z'))).toBeUndefined();
  });

  it('a window over that hour is an hour shorter, and one over the hour that comes twice an hour longer', () => {
    expect(until(sunday('01:00', '04:00'), '2026-03-29T00:00:00Z')).toBe('2026-03-29T02:00:00.000Z');
    expect(until(sunday('01:00', '04:00'), '2026-10-24T23:00:00Z')).toBe('2026-10-25T03:00:00.000Z');
  });

  it('a window in the hour that comes twice begins the first time and ends the last', () => {
    expect(windowAt(sunday('02:30', '02:45'), at('2026-10-25T00:29:59Z'))).toBeUndefined();
    expect(until(sunday('02:30', '02:45'), '2026-10-25T00:30:00Z')).toBe('2026-10-25T01:45:00.000Z');
    expect(until(sunday('02:30', '02:45'), '2026-10-25T01:10:00Z')).toBe('2026-10-25T01:45:00.000Z');
  });

  it('by half an hour, or at midnight, or over a day that never was, windows are right too', () => {
    // Lord Howe sets clocks by 30 minutes: 5 April 2026, 02:00 becomes 01:30 (15:00 UTC the day before).
    expect(until(sunday('01:45', '02:30', 'Australia/Lord_Howe'), '2026-04-04T14:45:00Z')).toBe(
      '2026-04-04T16:00:00.000Z',
    );
    // Santiago goes forward at midnight: 6 September 2026 begins at 01:00 (04:00 UTC).
    expect(windowAt(sunday('00:00', '02:00', 'America/Santiago'), at('2026-09-06T03:59:59Z'))).toBeUndefined();
    expect(until(sunday('00:00', '02:00', 'America/Santiago'), '2026-09-06T04:00:00Z')).toBe(
      '2026-09-06T05:00:00.000Z',
    );
    // Samoa had no 30 December 2011, a Friday.
    const friday = windows({ days: ['fri'], start: '10:00', end: '11:00', zone: 'Pacific/Apia' });
    for (let hour = -24; hour < 48; hour += 1) {
      expect(windowAt(friday, at('2011-12-30T10:00:00Z') + hour * HOUR)).toBeUndefined();
    }
  });
});

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'America/Santiago',
  'Pacific/Chatham',
];
const two = (number: number) => String(number).padStart(2, '0');
const minutes = fc.integer({ min: 0, max: 1439 });
const clockTime = (minute: number) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
const weekly = fc
  .record({
    days: fc.subarray(['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'], { minLength: 1 }),
    start: minutes,
    length: fc.integer({ min: 1, max: 1439 }),
    zone: fc.constantFrom(...zones),
  })
  .map(({ days, start, length, zone }) => ({
    zone,
    days,
    start: clockTime(start),
    end: clockTime((start + length) % 1440),
  }));
const moments = fc.integer({ min: at('2024-01-01T00:00:00Z'), max: at('2028-01-01T00:00:00Z') });

describe('whatever the window and the moment', () => {
  it('one that is open stays so up to its end, and is then over', () => {
    fc.assert(
      fc.property(weekly, moments, fc.double({ min: 0, max: 1, noNaN: true }), (given, now, share) => {
        const window = windows(given);
        const open = windowAt(window, now);
        if (open === undefined) return;
        expect(open.until).toBeGreaterThan(now);
        expect(open.until - now).toBeLessThanOrEqual(25 * HOUR);
        for (const later of [now + Math.floor((open.until - 1 - now) * share), open.until - 1]) {
          // The window of the next day may begin before this one is over, where clocks are set back.
          expect(windowAt(window, later)?.until).toBeGreaterThanOrEqual(open.until);
        }
        expect(windowAt(window, open.until)?.until).not.toBe(open.until);
      }),
      { numRuns: 500 },
    );
  });

  it('it is open exactly when a clock of its zone says so, on days on which no clock is changed', () => {
    fc.assert(
      fc.property(weekly, moments, (given, now) => {
        const { days, start, end, zone } = given;
        const clock = zoneClock(zone);
        const offset = (moment: number) => {
          const { year, month, day, hour, minute } = clock.wallTime(moment);
          return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(moment / 60_000) * 60_000;
        };
        fc.pre(offset(now - 48 * HOUR) === offset(now + 48 * HOUR));
        const shown = new Date(now + offset(now));
        const time = shown.toISOString().slice(11, 16);
        const names = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
        const isDay = (back: number) => days.includes(names[(shown.getUTCDay() + 7 - back) % 7] ?? '');
        const expected =
          end > start
            ? isDay(0) && time >= start && time < end
            : (isDay(0) && time >= start) || (isDay(1) && time < end);
        expect(windowAt(windows(given), now) !== undefined).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });
});

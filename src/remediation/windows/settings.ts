import { z } from 'zod';
import { isZone } from './zone-clock.ts';

export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof weekdays)[number];

const instant = z.iso
  .datetime({
    offset: true,
    error: 'expected a time with its offset such as 2026-03-01T22:00:00+01:00 or 2026-03-01T21:00:00Z',
  })
  .transform((text) => Date.parse(text));

const once = z
  .strictObject({
    from: instant.describe('When it begins, with its offset: `2026-03-01T22:00:00+01:00`.'),
    to: instant.describe('When it is over.'),
  })
  .refine(({ from, to }) => from < to, { path: ['to'], error: 'expected a time after `from`' });

const clock = (latest: string, pattern: RegExp) =>
  z.string().regex(pattern, `expected a time of day from 00:00 to ${latest}, in quotes`);

const weekly = z
  .strictObject({
    days: z
      .array(z.enum(weekdays))
      .min(1)
      .describe('Days of the week on which it begins: sun, mon, tue, wed, thu, fri, sat.'),
    start: clock('23:59', /^(?:[01]\d|2[0-3]):[0-5]\d$/).describe('Time of day at which it begins: `"22:00"`.'),
    end: clock('24:00', /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/).describe(
      'Time of day at which it is over; of the next day where that is not after `start`.',
    ),
    zone: z
      .string()
      .refine(isZone, 'expected a time zone such as Europe/Berlin or UTC')
      .optional()
      .describe("Time zone of both. Default: the host's."),
  })
  .refine(({ start, end }) => start !== end, {
    path: ['end'],
    error: 'expected another time than `start`; a whole day is 00:00 to 24:00',
  });

/** One time in which people are at work (or in which alone something may be done): once, or every week. */
export const windowSetting = z.union([once, weekly], {
  error: 'expected either `from` and `to`, or `days`, `start` and `end`',
});

export const windowSettings = z.array(windowSetting).max(1_000);

export type WindowSetting = z.output<typeof windowSetting>;
export type OnceWindow = z.output<typeof once>;
export type WeeklyWindow = z.output<typeof weekly>;

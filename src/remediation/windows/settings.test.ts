import { expect, it } from 'vitest';
import { windowSettings } from './settings.ts';

it('windows are taken once or weekly', () => {
  expect(
    windowSettings.parse([
      { from: '2026-03-01T22:00:00+01:00', to: '2026-03-02T04:00:00Z' },
      { days: ['mon', 'fri'], start: '22:00', end: '04:00', zone: 'Europe/Berlin' },
      { days: ['sun'], start: '00:00', end: '24:00' },
    ]),
  ).toMatchObject([{ from: Date.UTC(2026, 2, 1, 21), to: Date.UTC(2026, 2, 2, 4) }, { days: ['mon', 'fri'] }, {}]);
});

it.each<[object, string]>([
  [{ from: '2026-03-01T22:00:00', to: '2026-03-02T04:00:00Z' }, 'expected a time with its offset'],
  [{ from: '2026-03-01T22:00:00Z', to: '2026-03-01T22:00:00Z' }, 'expected a time after `from`'],
  [{ days: ['mon'], start: '24:00', end: '04:00' }, 'expected a time of day from 00:00 to 23:59'],
  [{ days: ['mon'], start: '7:00', end: '08:00' }, 'expected a time of day from 00:00 to 23:59'],
  [{ days: ['mon'], start: '07:00', end: '07:00' }, 'a whole day is 00:00 to 24:00'],
  [{ days: [], start: '07:00', end: '08:00' }, 'days'],
  [{ days: ['monday'], start: '07:00', end: '08:00' }, '"sun"'],
  [{ days: ['mon'], start: '07:00', end: '08:00', zone: 'Europe/Berlino' }, 'expected a time zone such as'],
  [{ days: ['mon'], start: '07:00', end: '08:00', from: '2026-03-01T22:00:00Z' }, 'from'],
  [{}, 'expected either `from` and `to`, or `days`, `start` and `end`'],
])('what is none is refused with words: %j', (window, words) => {
  const { error } = windowSettings.safeParse([window]);
  expect(JSON.stringify(error?.issues).replaceAll('\\"', '"')).toContain(words);
});

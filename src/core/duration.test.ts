import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duration, formatDuration, parseDuration } from './duration.ts';

describe('parseDuration', () => {
  it.each([
    ['5s', 5],
    ['90', 90],
    ['0.5', 0.5],
    ['250ms', 0.25],
    ['1m', 60],
    ['1h30m', 5_400],
    ['1.5h', 5_400],
    ['2w1d', 1_296_000],
    ['1m30s500ms', 90.5],
    ['0s', 0],
  ])('reads %s as %d seconds', (text, seconds) => {
    expect(parseDuration(text)).toBeCloseTo(seconds, 9);
  });

  it.each(['', ' ', 's', '5 s', '5x', '-5s', '1e3', '5s5s', '30m1h', '5sm', 'Infinity', '1.s', '.5s', '5S', 'ms'])(
    'does not read %j',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it('reads back what it wrote, whatever the number of milliseconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e11 }), (ms) => {
        expect(parseDuration(formatDuration(ms / 1000))).toBeCloseTo(ms / 1000, 3);
      }),
    );
  });

  it('reads any text as a finite number of seconds or not at all', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9.wdhms]{0,12}$/)), (text) => {
        const seconds = parseDuration(text);
        if (seconds !== undefined) expect(Number.isFinite(seconds) && seconds >= 0).toBe(true);
      }),
    );
  });
});

describe('a duration setting', () => {
  it('takes text, or a number of seconds', () => {
    const settings = duration();
    expect([settings.parse('1m'), settings.parse(60), settings.parse('60')]).toEqual([60, 60, 60]);
  });

  it('says what it expects', () => {
    const message = (value: unknown) => duration({ min: 0.1, max: 3600 }).safeParse(value).error?.issues[0]?.message;
    expect(message('soon')).toBe('expected a duration such as 5s, 1h30m or 0.5 (seconds)');
    expect(message(true)).toBe('expected a duration such as 5s, 1h30m or 0.5 (seconds)');
    expect(message('2h')).toBe('expected a duration between 100ms and 1h');
    expect(message(0)).toBe('expected a duration between 100ms and 1h');
  });
});

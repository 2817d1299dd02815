import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FillingTable, type LimitBounds, MOST_FACTOR, raisedLimit } from './raised-limit.ts';

const bounds: LimitBounds = { lasts: 3600, below: 0.8, max: 10_000_000, byMemory: undefined };

describe('a larger limit', () => {
  it.each<[string, FillingTable, Partial<LimitBounds>, number | RegExp]>([
    ['is half as much again where nothing grows', { limit: 1000, connections: 900, growth: 0 }, {}, 1500],
    ['lasts as long as wanted', { limit: 1000, connections: 900, growth: 0.5 }, {}, 2700],
    ['is fourfold at most', { limit: 1000, connections: 900, growth: 100 }, {}, 4000],
    ['is a round number where it is large', { limit: 100_000, connections: 90_000, growth: 0 }, {}, 150_528],
    ['is doubled where the table is full', { limit: 1000, connections: 950, growth: 0 }, {}, 2000],
    ['never leaves the table too full', { limit: 1000, connections: 1700, growth: 0 }, {}, 2126],
    ['keeps below the configured one', { limit: 1000, connections: 900, growth: 9 }, { max: 1200 }, 1200],
    ['is refused at the ceiling', { limit: 1000, connections: 900, growth: 9 }, { max: 1000 }, /ceiling.*max is 1000/],
    [
      'is refused when it would not help',
      { limit: 1000, connections: 1000, growth: 9 },
      { byMemory: { limit: 1100, words: '10 % of 1MiB' } },
      /from 1000 to 1100 would leave the table 91 % full: memory allows 1100 \(10 % of 1MiB\)/,
    ],
    [
      'is refused when fourfold is too little',
      { limit: 1000, connections: 9000, growth: 0 },
      {},
      /225 % full: a raise is 4-fold at most/,
    ],
  ])('%s', (_, table, more, expected) => {
    const limit = raisedLimit(table, { ...bounds, ...more });
    if (typeof expected === 'number') expect(limit).toBe(expected);
    else expect(limit).toMatchObject({ refused: expect.stringMatching(expected) });
  });

  it('never exceeds a ceiling, never lowers, and always helps', () => {
    const table = fc.record({
      limit: fc.integer({ min: 1, max: 5_000_000 }),
      connections: fc.integer({ min: 0, max: 6_000_000 }),
      growth: fc.double({ min: 0, max: 1e5, noNaN: true }),
    });
    const ceilings = fc.record({
      lasts: fc.integer({ min: 60, max: 604_800 }),
      below: fc.double({ min: 0.1, max: 0.99, noNaN: true }),
      max: fc.integer({ min: 1, max: 20_000_000 }),
      byMemory: fc.option(fc.record({ limit: fc.integer({ min: 0, max: 20_000_000 }), words: fc.constant('') }), {
        nil: undefined,
      }),
    });
    fc.assert(
      fc.property(table, ceilings, (given, within) => {
        const limit = raisedLimit(given, within);
        if (typeof limit !== 'number') return;
        expect(limit).toBeGreaterThan(given.limit);
        expect(limit).toBeLessThanOrEqual(Math.min(within.max, within.byMemory?.limit ?? limit));
        expect(limit).toBeLessThanOrEqual(given.limit * MOST_FACTOR);
        expect(given.connections).toBeLessThan(limit * within.below);
        expect(Number.isInteger(limit)).toBe(true);
      }),
    );
  });
});

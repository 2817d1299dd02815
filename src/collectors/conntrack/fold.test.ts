import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFold } from './fold.ts';

describe('a fold', () => {
  it('tells the first at once and the others together, an interval later', () => {
    const fold = createFold<string>(1000);
    expect(fold.add('a', 0, () => 'A')).toEqual({ thing: 'A', count: 1 });
    expect([10, 20, 999].map((now) => fold.add('a', now, () => 'other'))).toEqual([undefined, undefined, undefined]);
    expect([fold.due(999), fold.nextAt()]).toEqual([[], 1000]);
    expect(fold.due(1000)).toEqual([{ thing: 'A', count: 3 }]);
  });

  it('keeps different things apart', () => {
    const fold = createFold<string>(1000);
    expect(fold.add('a', 0, () => 'A')).toEqual({ thing: 'A', count: 1 });
    expect(fold.add('b', 1, () => 'B')).toEqual({ thing: 'B', count: 1 });
  });

  it('forgets what has not happened again, and then tells it at once', () => {
    const fold = createFold<string>(1000);
    fold.add('a', 0, () => 'A');
    expect([fold.due(1000), fold.nextAt()]).toEqual([[], undefined]);
    expect(fold.add('a', 1001, () => 'again')).toEqual({ thing: 'again', count: 1 });
  });

  it('gives what is left when it ends', () => {
    const fold = createFold<string>(1000);
    for (const now of [0, 1, 2]) fold.add('a', now, () => 'A');
    fold.add('b', 3, () => 'B');
    expect([fold.rest(), fold.rest(), fold.nextAt()]).toEqual([[{ thing: 'A', count: 2 }], [], undefined]);
  });

  it('loses none in a storm and tells each thing once an interval at most', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat({ max: 400 })), { maxLength: 200 });
    fc.assert(
      fc.property(steps, (storm) => {
        const fold = createFold<string>(1000);
        const told: { readonly at: number; readonly thing: string; readonly count: number }[] = [];
        let now = 0;
        const tellDue = (until: number) => {
          for (let at = fold.nextAt(); at !== undefined && at <= until; at = fold.nextAt()) {
            for (const one of fold.due(at)) told.push({ at, ...one });
          }
        };
        for (const [key, pause] of storm) {
          now += pause;
          tellDue(now);
          const first = fold.add(key, now, () => key);
          if (first !== undefined) told.push({ at: now, ...first });
        }
        tellDue(Number.POSITIVE_INFINITY);
        for (const key of ['a', 'b', 'c']) {
          const mine = told.filter(({ thing }) => thing === key);
          expect(mine.reduce((sum, { count }) => sum + count, 0)).toBe(storm.filter(([one]) => one === key).length);
          for (const [index, { at }] of mine.entries()) {
            expect(at - (mine[index - 1]?.at ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(1000);
          }
        }
      }),
    );
  });
});

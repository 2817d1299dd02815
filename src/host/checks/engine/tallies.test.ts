import { describe, expect, it } from 'vitest';
import { checkBuckets } from '../../checks.ts';
import { createTallies } from './tallies.ts';

describe('the tallies of a group', () => {
  it('count each check in the first bucket that holds it, and those beyond the last at the end', () => {
    const { keep, add, all } = createTallies();
    keep(new Set(['web']));
    for (const duration of [0.5, 0.51, 10_000, 10_001]) add('web', 'ok', duration);
    const { durations = [], sum } = all().get('web') ?? {};
    const counts = checkBuckets.map(() => 0);
    expect(durations).toEqual([1, 1, ...counts.slice(3), 1, 1]);
    expect(sum).toBeCloseTo(20.00201, 9);
  });

  it('count reasons also of checks without a duration, and keep what stays', () => {
    const { keep, add, all } = createTallies();
    keep(new Set(['web', 'api']));
    add('web', 'refused', undefined);
    add('gone', 'ok', 1);
    keep(new Set(['web', 'new']));
    expect([...all().keys()]).toEqual(['web', 'new']);
    expect(all().get('web')).toMatchObject({ byReason: { refused: 1 }, sum: 0 });
    expect(
      all()
        .get('web')
        ?.durations.every((count) => count === 0),
    ).toBe(true);
  });
});

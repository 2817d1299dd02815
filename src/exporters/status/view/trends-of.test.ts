import { describe, expect, it } from 'vitest';
import type { PastSeries } from '../../exporter.ts';
import { trendsOf } from './trends-of.ts';

const series = (labels: Readonly<Record<string, string>>, ...values: readonly (number | null)[]): PastSeries => ({
  labels: new Map(Object.entries(labels)),
  points: values.map((value, index) => [index * 10_000, value]),
});
const pastOf = (all: Readonly<Record<string, readonly PastSeries[]>>) => (metric: string) => all[`${metric}`] ?? [];

describe('small pictures', () => {
  it('are shares where there is a full amount, those of one limit for many included', () => {
    const past = pastOf({
      netsteward_conntrack_entries: [series({}, 10, 50), series({ netns: 'blue' }, 5, 90)],
      netsteward_conntrack_entries_limit: [series({}, 100, 200)],
    });
    expect(trendsOf(past)).toMatchObject([
      {
        of: 'blue',
        now: '45 %',
        points: [
          [0, 0.05],
          [10_000, 0.45],
        ],
      },
      { of: 'host', now: '25 %', most: 1 },
    ]);
  });

  it('are increases of what only grows, and nothing where nothing happened', () => {
    const past = pastOf({
      netsteward_bond_failovers_total: [series({ bond: 'bond0' }, 3, 3, 5, 0, 1), series({ bond: 'bond1' }, 7, 7)],
    });
    const [one, another] = trendsOf(past);
    expect(one).toMatchObject({ title: 'Bond failovers', of: 'bond0', now: '3' });
    expect(one?.points.map(([, value]) => value)).toEqual([0, 0, 2, 0, 1]);
    expect(another).toBeUndefined();
  });

  it('have gaps where nothing was known, and are left out once their series has ended', () => {
    const past = pastOf({
      netsteward_pmd_busy_ratio: [series({ core: '1' }, 0.5, null, 0.25), series({ core: '2' }, 0.5, null)],
    });
    expect(trendsOf(past)).toMatchObject([
      {
        of: 'core 1',
        now: '25 %',
        points: [
          [0, 0.5],
          [10_000, null],
          [20_000, 0.25],
        ],
      },
    ]);
  });

  it('without a limit that is known are left out', () => {
    expect(trendsOf(pastOf({ netsteward_conntrack_entries: [series({}, 10)] }))).toEqual([]);
    const none = {
      netsteward_conntrack_entries: [series({}, 10)],
      netsteward_conntrack_entries_limit: [series({}, 0)],
    };
    expect(trendsOf(pastOf(none))).toEqual([]);
  });
});

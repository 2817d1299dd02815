import { describe, expect, it } from 'vitest';
import type { Family, MetricDefinition } from '../../core/metric.ts';
import { mergeFamilies } from './merge-families.ts';

const up: MetricDefinition = {
  name: 'netsteward_bond_slaves_up',
  type: 'gauge',
  help: 'Slaves that are up.',
  labels: ['bond'],
  source: '/proc/net/bonding',
};
const failures: MetricDefinition = { ...up, name: 'netsteward_bond_failures_total', type: 'counter' };

describe('families that come from several places', () => {
  it('become one family where the first stood', () => {
    const merged = mergeFamilies([
      family(up, ['bond0', 1]),
      family(failures, ['bond0', 5]),
      family({ ...up }, ['bond1', 2]),
    ]);
    expect(merged.leftOut).toEqual([]);
    expect(merged.families).toEqual([family(up, ['bond0', 1], ['bond1', 2]), family(failures, ['bond0', 5])]);
  });

  it('keep the first point of a series and tell of the others', () => {
    const merged = mergeFamilies([family(up, ['bond0', 1], ['bond0', 2]), family(up, ['bond1', 3], ['bond0', 4])]);
    expect(merged.families).toEqual([family(up, ['bond0', 1], ['bond1', 3])]);
    expect(merged.leftOut).toEqual([{ metric: up.name, reason: 'their series had a point already', points: 2 }]);
  });

  it('lose the points whose labels do not fit the definition', () => {
    const odd: Family = {
      definition: up,
      points: [
        { labels: [], value: 1 },
        { labels: ['bond0', 'x'], value: 2 },
      ],
    };
    const merged = mergeFamilies([odd, family(up, ['bond0', 3])]);
    expect(merged.families).toEqual([family(up, ['bond0', 3])]);
    expect(merged.leftOut).toEqual([
      { metric: up.name, reason: 'they have another number of labels than the definition', points: 2 },
    ]);
  });

  it('lose the points of a counter that are no count', () => {
    const points = [1, -1, Number.NaN, Number.POSITIVE_INFINITY].map((value) => ({ labels: [`bond${value}`], value }));
    const merged = mergeFamilies([
      { definition: up, points },
      { definition: failures, points },
    ]);
    expect(merged.families).toEqual([
      { definition: up, points },
      { definition: failures, points: [points[0], points[3]] },
    ]);
    expect(merged.leftOut).toEqual([
      { metric: failures.name, reason: 'they count, and are negative or no number', points: 2 },
    ]);
  });

  it('lose the later of two definitions of one name', () => {
    const merged = mergeFamilies([family(up, ['bond0', 1]), family({ ...up, help: 'Other words.' }, ['bond1', 2])]);
    expect(merged.families).toEqual([family(up, ['bond0', 1])]);
    expect(merged.leftOut).toEqual([{ metric: up.name, reason: 'another definition has the same name', points: 1 }]);
  });

  it('lose a metric that OpenMetrics can not tell from an earlier one', () => {
    const gauge: MetricDefinition = { ...up, name: 'netsteward_bond_failures' };
    const merged = mergeFamilies([family(failures, ['bond0', 1]), family(gauge, ['bond0', 2])]);
    expect(merged.families).toEqual([family(failures, ['bond0', 1])]);
    expect(merged.leftOut[0]?.reason).toBe(
      'OpenMetrics takes it for the same metric as netsteward_bond_failures_total',
    );
  });

  it('are looked at for themselves where they share their labels with another metric', () => {
    const shared = [{ labels: ['bond0'], value: 1 }];
    const two: MetricDefinition = { ...up, name: 'netsteward_bond_other', labels: ['bond', 'slave'] };
    const merged = mergeFamilies([
      { definition: up, points: shared },
      { definition: failures, points: shared },
      { definition: two, points: shared },
    ]);
    expect(merged.families.map(({ points }) => points.length)).toEqual([1, 1, 0]);
    expect(merged.leftOut).toHaveLength(1);
  });

  it('tell two values apart that read the same when put together', () => {
    const two: MetricDefinition = { ...up, labels: ['bond', 'slave'] };
    const points = [
      { labels: ['a', 'b,c'], value: 1 },
      { labels: ['a,b', 'c'], value: 2 },
    ];
    expect(mergeFamilies([{ definition: two, points }])).toEqual({
      families: [{ definition: two, points }],
      leftOut: [],
    });
  });
});

describe('a definition that can not be exposed', () => {
  it.each<[string, Partial<MetricDefinition>]>([
    ['its name has other characters than letters, digits and underscores', { name: 'netsteward_bond-up' }],
    ['it has no help text', { help: ' ' }],
    ['it is a counter whose name does not end in _total', { type: 'counter' }],
    ['it is a gauge with the suffix of another type', { name: 'netsteward_bond_up_total' }],
    ['its label "slave-name" is no label name', { labels: ['slave-name'] }],
    ['its label "__name__" is no label name', { labels: ['__name__'] }],
    ['it names a label twice', { labels: ['bond', 'bond'] }],
  ])('is left out: %s', (reason, change) => {
    const definition = { ...up, ...change };
    const merged = mergeFamilies([{ definition, points: [{ labels: definition.labels, value: 1 }] }]);
    expect(merged).toEqual({ families: [], leftOut: [{ metric: definition.name, reason, points: 1 }] });
  });
});

function family(definition: MetricDefinition, ...points: readonly [label: string, value: number][]): Family {
  return { definition, points: points.map(([label, value]) => ({ labels: [label], value })) };
}

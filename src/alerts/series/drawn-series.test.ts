import { expect, it } from 'vitest';
import { pointSet } from '../../core/metric.ts';
import { drawnSeries } from './drawn-series.ts';
import { createSeriesStore } from './series-store.ts';

const definition = { name: 'netsteward_a', type: 'gauge', help: '', labels: ['x'], source: '' } as const;

function storeOf(rows: number, values: (row: number) => ReadonlyMap<string, number>) {
  const store = createSeriesStore(2 ** 20);
  store.want({ named: new Map([['netsteward_a', 3_600_000]]), all: undefined });
  for (let row = 0; row < rows; row += 1) {
    const points = pointSet();
    for (const [label, value] of values(row)) points.add(definition, [label], value);
    store.add({ collector: 'a', time: row * 1000, families: points.families(), announced: false });
  }
  return drawnSeries(store.named('netsteward_a'));
}

it('series are drawn with their labels and without the name, null where they had no value', () => {
  const drawn = storeOf(3, (row) => new Map([['1', row], ...(row === 1 ? [] : [['2', 7] as const])]));
  expect(drawn).toEqual([
    {
      labels: new Map([['x', '1']]),
      points: [
        [0, 0],
        [1000, 1],
        [2000, 2],
      ],
    },
    {
      labels: new Map([['x', '2']]),
      points: [
        [0, 7],
        [1000, null],
        [2000, 7],
      ],
    },
  ]);
});

it('a long series is thinned out, and its newest value stays', () => {
  const [series] = storeOf(1000, (row) => new Map([['1', row]]));
  expect(series?.points.length).toBeLessThanOrEqual(120);
  expect(series?.points.at(-1)).toEqual([999_000, 999]);
  expect(series?.points[0]?.[0]).toBeLessThan(10_000);
});

it('a metric that nobody keeps has none', () => {
  expect(drawnSeries(createSeriesStore(1000).named('netsteward_b'))).toEqual([]);
});

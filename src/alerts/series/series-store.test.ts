import { describe, expect, it } from 'vitest';
import type { Family } from '../../core/metric.ts';
import { printLabels } from '../../promql/labels.ts';
import { isStale } from '../../promql/series.ts';
import { createSeriesStore, type SeriesStore } from './series-store.ts';

const counter = {
  name: 'netsteward_bond_failovers_total',
  type: 'counter',
  help: '',
  labels: ['bond'],
  source: '',
} as const;
const histogram = { ...counter, name: 'netsteward_pmd_cycles', type: 'histogram' } as const;

const family = (values: Readonly<Record<string, number>>): Family => ({
  definition: counter,
  points: Object.entries(values).map(([bond, value]) => ({ labels: [bond], value })),
});

const MB = 2 ** 20;

function storeFor(past: number, maxBytes = MB): SeriesStore {
  const store = createSeriesStore(maxBytes);
  store.want({ named: new Map([[counter.name, past]]), all: undefined });
  return store;
}

const read = (store: SeriesStore, time: number, values: Readonly<Record<string, number>>, announced = false) =>
  store.add({ collector: 'bond', time, families: [family(values)], announced });

/** `{bond="a"}: 1@10 -@20`, a dash for the end of a series. */
function shown(store: SeriesStore, name: string = counter.name): readonly string[] {
  return store.named(name).map(({ labels, times, values, begin, end }) => {
    const samples = Array.from({ length: end - begin }, (_, index) => {
      const at = begin + index;
      return `${isStale(values, at) ? '-' : values[at]}@${times[at]}`;
    });
    return `${printLabels(labels).replace(/^netsteward_bond_failovers_total/, '')}: ${samples.join(' ')}`;
  });
}

describe('the recent past', () => {
  it('holds what rules look at and nothing else', () => {
    const store = storeFor(1000);
    const other: Family = {
      definition: { ...counter, name: 'netsteward_bond_slaves' },
      points: [{ labels: ['a'], value: 2 }],
    };
    store.add({ collector: 'bond', time: 10, families: [family({ a: 1, b: 2 }), other], announced: false });
    expect(shown(store)).toEqual(['{bond="a"}: 1@10', '{bond="b"}: 2@10']);
    expect(store.named('netsteward_bond_slaves')).toEqual([]);
    expect(store.named(undefined).length).toBe(2);
  });

  it('ends a series that is not there any more, and all of a collector that failed', () => {
    const store = storeFor(1000);
    read(store, 10, { a: 1, b: 2 });
    read(store, 20, { b: 3 });
    store.add({ collector: 'bond', time: 30, families: [], announced: false });
    store.add({ collector: 'bond', time: 40, families: [], announced: false });
    expect(shown(store)).toEqual(['{bond="a"}: 1@10 -@20 -@30', '{bond="b"}: 2@10 3@20 -@30']);
    read(store, 50, { a: 5, c: 6 });
    expect(shown(store)).toEqual([
      '{bond="a"}: 1@10 -@20 -@30 5@50',
      '{bond="b"}: 2@10 3@20 -@30 -@50',
      '{bond="c"}: -@10 -@20 -@30 6@50',
    ]);
  });

  it('does not keep an announced reading that says nothing new', () => {
    const store = storeFor(1000);
    read(store, 10, { a: 1 });
    read(store, 11, { a: 1 }, true);
    read(store, 12, { a: 2 }, true);
    read(store, 20, { a: 2 });
    expect(shown(store)).toEqual(['{bond="a"}: 1@10 2@12 2@20']);
  });

  it('reaches as far back as rules look, and one sample further', () => {
    const store = storeFor(100);
    for (let time = 10; time <= 2000; time += 10) read(store, time, { a: time });
    const [series] = store.named(counter.name);
    expect(series?.times[series.begin]).toBeLessThanOrEqual(1900);
    expect(series?.times[series.begin]).toBeGreaterThan(1700);
    expect(store.figures().bytes).toBeLessThan(1000);
  });

  it('forgets series that have been gone for all of it', () => {
    const store = storeFor(100);
    read(store, 10, { gone: 1 });
    for (let time = 20; time <= 1000; time += 10) read(store, time, { a: time });
    expect(store.named(counter.name).length).toBe(1);
  });

  it('keeps to its memory: takes in no further series, forgets sooner, and says so', () => {
    const store = storeFor(1_000_000, 4096);
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`b${index}`, index]));
    read(store, 10, many);
    expect(store.figures()).toMatchObject({ shortened: true });
    expect(store.figures().refused).toBeGreaterThan(0);
    for (let time = 20; time <= 5000; time += 10) read(store, time, many);
    expect(store.figures().bytes).toBeLessThanOrEqual(4096);
    const [series] = store.named(counter.name);
    expect(series?.values[series.end - 1]).toBe(0);
    expect(series?.times[series.end - 1]).toBe(5000);
  });

  it('has the series of a histogram as Prometheus would scrape them', () => {
    const store = createSeriesStore(MB);
    store.want({
      named: new Map([
        ['netsteward_pmd_cycles_bucket', 100],
        ['netsteward_pmd_cycles_sum', 100],
      ]),
      all: undefined,
    });
    const value = { bounds: [1, 2.5], cumulative: [3, 4], count: 5, sum: 9 };
    store.add({
      collector: 'pmd',
      time: 1,
      families: [{ definition: histogram, points: [{ labels: ['x'], value }] }],
      announced: false,
    });
    expect([...shown(store, 'netsteward_pmd_cycles_bucket'), ...shown(store, 'netsteward_pmd_cycles_sum')]).toEqual([
      'netsteward_pmd_cycles_bucket{bond="x", le="1"}: 3@1',
      'netsteward_pmd_cycles_bucket{bond="x", le="2.5"}: 4@1',
      'netsteward_pmd_cycles_bucket{bond="x", le="+Inf"}: 5@1',
      'netsteward_pmd_cycles_sum{bond="x"}: 9@1',
    ]);
    expect(store.named('netsteward_pmd_cycles_count')).toEqual([]);
  });

  it('moves with the clock when that is set', () => {
    const store = storeFor(1000);
    read(store, 10_000, { a: 1 });
    store.shift(-5000);
    read(store, 5010, { a: 2 });
    expect(shown(store)).toEqual(['{bond="a"}: 1@5000 2@5010']);
  });

  it('holds what several recording rules of one name have made in one row', () => {
    const store = storeFor(1000);
    const [a, b] = ['a', 'b'].map((bond) => ({ labels: new Map([['bond', bond]]), value: 1 }));
    if (a === undefined || b === undefined) throw new Error('no samples');
    store.record(counter.name, 10, [a]);
    store.record(counter.name, 10, [a, b]);
    store.record(counter.name, 20, [b]);
    expect(shown(store)).toEqual(['{bond="a"}: 1@10 -@20', '{bond="b"}: 1@10 1@20']);
  });
});

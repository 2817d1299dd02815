import { METRIC_NAME } from '../../src/promql/labels.ts';
import type { Recorded } from './promql-oracle.ts';

export const STEP = 15_000;
export const COUNT = 80;
export const BEGIN = 1_700_000_000_000;
/** Moments worth asking about: amid the samples, and when some series are over and others too old. */
export const MOMENTS: readonly number[] = [BEGIN + (COUNT / 2) * STEP + 7000, BEGIN + COUNT * STEP + 105_000];

type Next = (index: number, before: number) => number | undefined;

/** Series of every kind that matters, with gaps, resets, infinities and buckets; the same for the same seed. */
export function promqlSamples(seed: number): readonly Recorded[] {
  const random = numbers(seed);
  const series: Recorded[] = [];
  const add = (labels: Readonly<Record<string, string>>, next: Next) => {
    const times: number[] = [];
    const values: number[] = [];
    for (let index = 0; index < COUNT; index += 1) {
      const value = next(index, values.at(-1) ?? 0);
      if (value === undefined) continue;
      times.push(BEGIN + index * STEP + Math.floor(random() * 200));
      values.push(value);
    }
    series.push({ labels, times, values });
  };
  for (const bond of ['bond0', 'bond1']) {
    for (const slave of ['e0', 'e1', 'e2']) {
      const place = { bond, slave };
      add({ [METRIC_NAME]: 'failures_total', ...place }, (_, before) =>
        random() < 0.05 ? 0 : before + Math.floor(random() * 100),
      );
      add({ [METRIC_NAME]: 'level', ...place }, () => random() * 200 - 100);
      add({ [METRIC_NAME]: 'link', ...place }, () => (random() < 0.3 ? undefined : Math.round(random())));
    }
    let counts = [0, 0, 0, 0];
    const rows = Array.from({ length: COUNT }, () => {
      const bucket = Math.floor(random() * 4);
      counts = counts.map((count, index) => (index < bucket ? count : count + 1));
      return counts;
    });
    for (const [index, le] of ['0.1', '1', '10', '+Inf'].entries()) {
      add({ [METRIC_NAME]: 'seconds_bucket', bond, le }, (at) => rows[at]?.[index]);
    }
  }
  for (const bond of ['bond0', 'bond1', 'bond2']) {
    add({ [METRIC_NAME]: 'info', bond, mode: bond === 'bond1' ? 'lacp' : 'backup' }, () => 1);
    add({ [METRIC_NAME]: 'rare', bond }, (index) => (index % 25 === 0 ? index : undefined));
  }
  const odd = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 0, -0, 1];
  for (const [index, value] of odd.entries()) add({ [METRIC_NAME]: 'odd', x: String(index) }, () => value);
  return series;
}

function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

import { describe, expect, it } from 'vitest';
import { labelsOf, METRIC_NAME } from '../labels.ts';
import { markStale, type Series, type SeriesSource } from '../series.ts';
import { parseExpr } from '../syntax/parse.ts';
import { planOf } from './plan.ts';

const SECOND = 1000;

/** A series with one value every 15 seconds from 0 on; nothing is a stale marker. */
function series(name: string, values: readonly (number | undefined)[]): Series {
  const kept = Float64Array.from(values, (value) => value ?? 0);
  for (const [index, value] of values.entries()) if (value === undefined) markStale(kept, index);
  const labels = labelsOf([[METRIC_NAME, name]]);
  return {
    labels,
    times: Float64Array.from(values, (_, index) => index * 15 * SECOND),
    values: kept,
    begin: 0,
    end: values.length,
  };
}

function sourceOf(...all: readonly Series[]): SeriesSource {
  const byName = Map.groupBy(all, ({ labels }) => labels.get(METRIC_NAME));
  return { named: (name) => (name === undefined ? all : (byName.get(name) ?? [])) };
}

function valuesAt(seconds: number, expression: string, source: SeriesSource, dialect: 2 | 3 = 3): readonly number[] {
  const value = planOf(parseExpr(expression))({
    time: seconds * SECOND,
    source,
    lookback: 300 * SECOND,
    interval: 60 * SECOND,
    dialect,
  });
  if (value.type === 'vector') return value.samples.map((sample) => sample.value);
  return value.type === 'scalar' ? [value.value] : [];
}

describe('a range', () => {
  // Prometheus 3 release notes: range selectors and the lookback are left-open.
  it('does not count a sample at its very beginning, as Prometheus 3 has it, where Prometheus 2 does', () => {
    const source = sourceOf(series('x', [1, 2, 3, 4, 5]));
    expect(valuesAt(60, 'count_over_time(x[30s])', source)).toEqual([2]);
    expect(valuesAt(60, 'count_over_time(x[30s])', source, 2)).toEqual([3]);
    expect(valuesAt(60, 'count_over_time(x[30s:15s])', source)).toEqual([2]);
    expect(valuesAt(60, 'count_over_time(x[30s:15s])', source, 2)).toEqual([3]);
  });

  it('extrapolates a counter to where it was 0 and not beyond, in the order of each major version', () => {
    // The first of four samples lies 31 s after the beginning, and the counter was 0 10 s before it.
    const late = { ...series('x_total', [0, 0, 0, 10, 25, 40, 55]), begin: 3 };
    const source = sourceOf(late);
    expect(valuesAt(91, 'increase(x_total[77s])', source)).toEqual([55 - 10 + (45 / 45) * 7.5 + (45 / 45) * 1]);
    expect(valuesAt(91, 'increase(x_total[77s])', source, 2)).toEqual([55 - 10 + 10 + 1]);
  });
});

describe('a series that has ended', () => {
  it('is gone at once, and its marker is no value of a range', () => {
    const source = sourceOf(series('x', [1, 2, undefined]));
    expect(valuesAt(29, 'x', source)).toEqual([2]);
    expect(valuesAt(30, 'x', source)).toEqual([]);
    expect(valuesAt(30, 'sum_over_time(x[1m])', source)).toEqual([3]);
    expect(valuesAt(30, 'absent(x)', source)).toEqual([1]);
    expect(valuesAt(30, 'x offset 15s', source)).toEqual([2]);
  });

  it('is not mistaken for one whose value is not a number', () => {
    expect(valuesAt(15, 'x', sourceOf(series('x', [1, Number.NaN])))).toEqual([Number.NaN]);
  });

  it('without a marker is gone when its last sample is as old as the lookback', () => {
    const source = sourceOf(series('x', [7]));
    expect(valuesAt(299.999, 'x', source)).toEqual([7]);
    expect(valuesAt(300, 'x', source)).toEqual([]);
    expect(valuesAt(300, 'x', source, 2)).toEqual([7]);
  });
});

describe('a plan', () => {
  it('sees series that came after it was made, and those that went', () => {
    let all = [series('x', [1])];
    const source: SeriesSource = { named: () => all };
    const plan = planOf(parseExpr('count(x{c!="d"} * 2)'));
    const count = () => {
      const value = plan({ time: 0, source, lookback: 1, interval: 1, dialect: 3 });
      return value.type === 'vector' ? value.samples.map((sample) => sample.value) : [];
    };
    expect(count()).toEqual([1]);
    all = [
      ...all,
      {
        ...series('x', [2]),
        labels: labelsOf([
          [METRIC_NAME, 'x'],
          ['a', 'b'],
        ]),
      },
    ];
    expect(count()).toEqual([2]);
    all = [];
    expect(count()).toEqual([]);
  });

  it('gives the date of what is no number as none', () => {
    expect(valuesAt(0, 'year(x)', sourceOf(series('x', [Number.NaN])))).toEqual([Number.NaN]);
  });
});

import { byValue, exactSum, extreme, mean, quantile, variance } from '../functions/sums.ts';
import { exceptLabels, type Labels, labelsKey, labelsOf, onlyLabels } from '../labels.ts';
import type { Grouping } from '../syntax/ast.ts';
import { EvaluationError, type Sample } from '../value.ts';
import { plainNumber } from './plain-number.ts';

type Group = { readonly labels: Labels; readonly samples: Sample[] };
/** What becomes of one group; `param` is the aggregation's parameter. */
type Aggregation = (group: Group, param: number | string | undefined) => readonly Sample[];

const toOne =
  (run: (values: readonly number[], param: number) => number): Aggregation =>
  ({ labels, samples }, param) => [
    {
      labels,
      value: run(
        samples.map(({ value }) => value),
        Number(param),
      ),
    },
  ];

const aggregations: ReadonlyMap<string, Aggregation> = new Map<string, Aggregation>([
  ['sum', toOne(exactSum)],
  ['avg', toOne(mean)],
  ['min', toOne((values) => extreme(values, (a, b) => a < b))],
  ['max', toOne((values) => extreme(values, (a, b) => a > b))],
  ['count', toOne((values) => values.length)],
  ['group', toOne(() => 1)],
  ['stddev', toOne((values) => Math.sqrt(variance(values)))],
  ['stdvar', toOne(variance)],
  ['quantile', toOne((values, q) => quantile(q, values))],
  ['topk', ({ samples }, k) => first(samples, Number(k), (a, b) => byValue(b.value, a.value))],
  ['bottomk', ({ samples }, k) => first(samples, Number(k), (a, b) => fromBottom(a.value, b.value))],
]);

export type Aggregator = (samples: readonly Sample[], param: number | string | undefined) => readonly Sample[];

/** Aggregates a vector by the labels of a grouping. */
export function aggregator(op: string, { mode, labels: names }: Grouping): Aggregator {
  const groupLabels = mode === 'by' ? onlyLabels(names) : exceptLabels(names);
  if (op === 'count_values') return (samples, label) => countValues(samples, String(label), mode, names);
  const aggregation = aggregations.get(op);
  if (aggregation === undefined) throw new TypeError(`no aggregation ${op}`);
  return (samples, param) => grouped(samples, groupLabels).flatMap((group) => aggregation(group, param));
}

function grouped(samples: readonly Sample[], groupLabels: (labels: Labels) => Labels): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const sample of samples) {
    const labels = groupLabels(sample.labels);
    const key = labelsKey(labels);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { labels, samples: [sample] });
    else group.samples.push(sample);
  }
  return [...groups.values()];
}

function first(samples: readonly Sample[], k: number, order: (a: Sample, b: Sample) => number): readonly Sample[] {
  if (Number.isNaN(k)) throw new EvaluationError('Scalar value NaN overflows int64');
  return samples
    .toSorted(order)
    .slice(0, Math.max(0, Math.trunc(k)))
    .map(({ labels, value }) => ({ labels, value }));
}

/** Ascending, what is not a number last. */
function fromBottom(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return -byValue(a, b);
  return byValue(a, b);
}

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** The value becomes a label before the series are put together, so that it may take the place of one. */
function countValues(
  samples: readonly Sample[],
  name: string,
  mode: Grouping['mode'],
  names: readonly string[],
): readonly Sample[] {
  if (!LABEL_NAME.test(name)) throw new EvaluationError(`invalid label name ${JSON.stringify(name)}`);
  const groupLabels = mode === 'by' ? onlyLabels([...names, name]) : exceptLabels(names);
  const valued = samples.map(({ labels, value }) => ({
    labels: labelsOf([...labels, [name, plainNumber(value)]]),
    value,
  }));
  return grouped(valued, groupLabels).map(({ labels, samples: equal }) => ({ labels, value: equal.length }));
}

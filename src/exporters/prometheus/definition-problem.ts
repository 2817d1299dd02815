import type { MetricDefinition } from '../../core/metric.ts';

/** https://prometheus.io/docs/concepts/data_model/: `netsteward_bond_slaves_up`; colons are for recording rules. */
const METRIC_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
/** `netns`; names that begin with two underscores belong to Prometheus. */
const LABEL_NAME = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/;
/** Suffixes with which OpenMetrics tells the samples of other types apart. */
const FOREIGN_SUFFIX = /_(total|created|count|sum|bucket)$/;

const known = new WeakMap<MetricDefinition, string | undefined>();

/** Why a metric of this definition can't be exposed in both formats, or `undefined` when it can. */
export function definitionProblem(definition: MetricDefinition): string | undefined {
  if (!known.has(definition)) known.set(definition, findProblem(definition));
  return known.get(definition);
}

function findProblem({ name, type, help, labels }: MetricDefinition): string | undefined {
  if (!METRIC_NAME.test(name)) return 'its name has other characters than letters, digits and underscores';
  if (help.trim() === '') return 'it has no help text';
  if (type === 'counter' && !name.endsWith('_total')) return 'it is a counter whose name does not end in _total';
  if (type !== 'counter' && FOREIGN_SUFFIX.test(name)) return `it is a ${type} with the suffix of another type`;
  if (type === 'histogram' && labels.includes('le')) return 'it is a histogram with the label of its buckets, le';
  const bad = labels.find((label) => !LABEL_NAME.test(label));
  if (bad !== undefined) return `its label ${JSON.stringify(bad)} is no label name`;
  return new Set(labels).size === labels.length ? undefined : 'it names a label twice';
}

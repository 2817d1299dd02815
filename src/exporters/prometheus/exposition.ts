import { setImmediate as turn } from 'node:timers/promises';
import { Gauge, type MetricObjectWithValues, type MetricValue, Registry } from 'prom-client';
import type { Family, Histogram, Point } from '../../core/metric.ts';
import { histogramSamples } from './histogram.ts';
import { isShared, keptLabels, pairLabels } from './label-set.ts';

/**
 * `text` is https://prometheus.io/docs/instrumenting/exposition_formats/ version 0.0.4, `openmetrics` is
 * https://prometheus.io/docs/specs/om/open_metrics_spec/ version 1.0.0.
 */
export type ExpositionFormat = 'text' | 'openmetrics';

export const contentTypes = {
  text: Registry.PROMETHEUS_CONTENT_TYPE,
  openmetrics: Registry.OPENMETRICS_CONTENT_TYPE,
} as const;

const registries = {
  text: new Registry(contentTypes.text),
  openmetrics: new Registry(contentTypes.openmetrics),
} as const;

/** Other work waits no longer than this for a rendering in progress. */
const SLICE_MS = 4;

/**
 * Writes families that `mergeFamilies` has made, one piece of text each. Rendering pauses between families so that
 * events are not held up. Nothing is kept of the text: ages and counters differ at each scrape, labels don't, and those
 * are what is kept.
 */
export async function* expositionOf(families: readonly Family[], format: ExpositionFormat): AsyncGenerator<string> {
  const registry = registries[format];
  let sliceEnd = performance.now() + SLICE_MS;
  for (const family of families) {
    yield `${await registry.getMetricsAsString(new FamilyMetric(family, format))}\n`;
    if (performance.now() < sliceEnd) continue;
    await turn();
    sliceEnd = performance.now() + SLICE_MS;
  }
  if (format === 'openmetrics') yield '# EOF\n';
}

/** The whole exposition at once. */
export async function expositionText(families: readonly Family[], format: ExpositionFormat): Promise<string> {
  let text = '';
  for await (const piece of expositionOf(families, format)) text += piece;
  return text;
}

/** A finished family in the shape of a prom-client metric. Never registered anywhere, so that it is gone with its scrape. */
class FamilyMetric extends Gauge<string> {
  readonly #family: Family;
  readonly #format: ExpositionFormat;

  constructor(family: Family, format: ExpositionFormat) {
    super({ name: family.definition.name, help: family.definition.help, registers: [] });
    this.#family = family;
    this.#format = format;
  }

  /** An OpenMetrics registry adds `_total` to the samples of a counter itself, and escapes no quotes in help texts. */
  override async get(): Promise<MetricObjectWithValues<MetricValue<string>>> {
    const { definition } = this.#family;
    const openMetrics = this.#format === 'openmetrics';
    return {
      name: openMetrics && definition.type === 'counter' ? definition.name.replace(/_total$/, '') : definition.name,
      help: openMetrics ? definition.help.replaceAll('"', "'") : definition.help,
      type: definition.type,
      aggregator: 'omit',
      collect: () => {},
      values: valuesOf(this.#family),
    };
  }
}

/** Labels under `sharedLabels`, as prom-client's histograms give them, are written once and remembered. */
function valuesOf({ definition, points }: Family): MetricValue<string>[] {
  const { name, labels: names, type } = definition;
  const isKept = isShared(points[0]?.labels);
  const labelsOf = isKept ? keptLabels(names) : (values: Point['labels']) => pairLabels(names, values);
  if (type === 'histogram') {
    return points.flatMap(({ labels, value }) =>
      typeof value === 'number' ? [] : bucketsOf(name, value, labelsOf(labels)),
    );
  }
  if (!isKept) return points.map(({ labels, value }) => ({ value: Number(value), labels: labelsOf(labels) }));
  return points.map(({ labels, value }) => ({ value: Number(value), labels: NONE, sharedLabels: labelsOf(labels) }));
}

const NONE: Readonly<Record<string, string>> = {};

type Sample = MetricValue<string> & { readonly sharedLabels: Record<string, string>; readonly metricName?: string };

function bucketsOf(name: string, histogram: Histogram, sharedLabels: Record<string, string>): Sample[] {
  return Array.from(histogramSamples(histogram), ({ suffix, le, value }) => ({
    value,
    metricName: `${name}${suffix}`,
    labels: le === undefined ? NONE : { le },
    sharedLabels,
  }));
}

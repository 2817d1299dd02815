/** What a metric is, said once: the exporter, the catalogue and the docs are all made from it. */
export type MetricDefinition = {
  /** Full name with its unit: `netsteward_…_total`, `…_seconds`, `…_bytes`, `…_ratio`, `…_info`; `process_…` as in every exporter. */
  readonly name: `netsteward_${string}` | `process_${string}`;
  readonly type: 'gauge' | 'counter' | 'histogram';
  readonly help: string;
  /** Label names, in the order in which points give their values. */
  readonly labels: readonly string[];
  /** Where the figure comes from: a kernel file, an attribute, a command's field. */
  readonly source: string;
};

/**
 * How many values were at most so large, since the source began to count. Sources that count from the beginning again
 * (a restart, a command that clears) are seen as any counter's reset.
 */
export type Histogram = {
  /** Upper bounds of the buckets, inclusive and ascending, without the infinite one. May be one array for many histograms. */
  readonly bounds: readonly number[];
  /** For each bound how many values were at most that large. */
  readonly cumulative: readonly number[];
  /** How many values there were. */
  readonly count: number;
  /** All values together; `undefined` where the source does not tell. */
  readonly sum: number | undefined;
};

/** One value, a `Histogram` exactly when the metric is one. `labels` may be one array shared by the points of many families. */
export type Point = { readonly labels: readonly string[]; readonly value: number | Histogram };

/** All points of one metric. */
export type Family = { readonly definition: MetricDefinition; readonly points: readonly Point[] };

/** Collects points by metric. What is not known is not added: `undefined` never becomes a number. */
export type PointSet = {
  add(definition: MetricDefinition, labels: readonly string[], value: Point['value'] | undefined): void;
  families(): readonly Family[];
};

export function pointSet(): PointSet {
  const byDefinition = new Map<MetricDefinition, Point[]>();
  return {
    add(definition, labels, value) {
      if (value === undefined) return;
      if (labels.length !== definition.labels.length) {
        throw new TypeError(
          `${definition.name} takes the labels ${definition.labels.join(', ')}, got ${labels.length} values`,
        );
      }
      const points = byDefinition.get(definition);
      if (points === undefined) byDefinition.set(definition, [{ labels, value }]);
      else points.push({ labels, value });
    },
    families: () => [...byDefinition].map(([definition, points]) => ({ definition, points })),
  };
}

/** Lets a collector write its metrics as one object and keep each key's type. */
export function defineMetrics<const T extends Readonly<Record<string, MetricDefinition>>>(metrics: T): T {
  return metrics;
}

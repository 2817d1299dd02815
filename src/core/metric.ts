/** What a metric is, said once: the exporter, the catalogue and the docs are all made from it. */
export type MetricDefinition = {
  /** Full name with its unit: `netsteward_…_total`, `…_seconds`, `…_bytes`, `…_ratio`, `…_info`; `process_…` as in every exporter. */
  readonly name: `netsteward_${string}` | `process_${string}`;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  /** Label names, in the order in which points give their values. */
  readonly labels: readonly string[];
  /** Where the figure comes from: a kernel file, an attribute, a command's field. */
  readonly source: string;
};

/** One value. `labels` may be one array shared by the points of many families. */
export type Point = { readonly labels: readonly string[]; readonly value: number };

/** All points of one metric. */
export type Family = { readonly definition: MetricDefinition; readonly points: readonly Point[] };

/** Collects points by metric. What is not known is not added: `undefined` never becomes a number. */
export type PointSet = {
  add(definition: MetricDefinition, labels: readonly string[], value: number | undefined): void;
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

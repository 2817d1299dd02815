import type { MetricDefinition } from '../../../core/metric.ts';

/** What a row of `show stat` can be about. */
export type Kind = 'frontend' | 'listener' | 'backend' | 'server';

/** A column of `show stat`, and the metric that it is for each kind of row. */
export type Figure = {
  readonly column: string;
  /** What one in the column is in the metric's unit. */
  readonly scale: number;
  readonly definitions: Readonly<Partial<Record<Kind, MetricDefinition>>>;
  /** A label that this column stands for, behind those of the kind. */
  readonly extra: readonly string[];
  /** Whether it belongs to what is told of every server, also without `server_details`. */
  readonly isBasic: boolean;
};

export const kindLabels: Readonly<Record<Kind, readonly string[]>> = {
  frontend: ['process', 'frontend'],
  listener: ['process', 'frontend', 'listener'],
  backend: ['process', 'backend'],
  server: ['process', 'backend', 'server'],
};

/** One definition for all columns that are the same metric with another value of a label. */
const made = new Map<string, MetricDefinition>();

/** Marks a figure as one that is told of every server. */
export function basic(figure: Figure): Figure {
  return { ...figure, isBasic: true };
}

export function gauge(column: string, kinds: readonly Kind[], name: string, help: string, scale = 1): Figure {
  return figureOf(column, kinds, name, 'gauge', help, scale, []);
}

export function counter(
  column: string,
  kinds: readonly Kind[],
  name: string,
  help: string,
  extraLabels: readonly string[] = [],
): Figure {
  return figureOf(column, kinds, `${name}_total`, 'counter', help, 1, extraLabels);
}

function figureOf(
  column: string,
  kinds: readonly Kind[],
  name: string,
  type: MetricDefinition['type'],
  help: string,
  scale: number,
  extraLabels: readonly string[],
): Figure {
  const definitions: Partial<Record<Kind, MetricDefinition>> = {};
  for (const kind of kinds) {
    const key = `${kind}_${name}`;
    const source = `show stat ${extraLabels.length === 0 ? column : column.replace(/[^_]+$/, '*')}`;
    const labels = [...kindLabels[kind], ...extraLabels];
    const definition = made.get(key) ?? { name: `netsteward_haproxy_${key}`, type, help, labels, source };
    made.set(key, definition);
    definitions[kind] = definition;
  }
  return { column, scale, definitions, extra: [], isBasic: false };
}

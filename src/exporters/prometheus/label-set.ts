export type LabelValues = Record<string, string>;

const kept = new Map<string, WeakMap<readonly string[], LabelValues>>();
const seen = new WeakSet<readonly string[]>();

/** The same text for the same series of a metric only. */
export function seriesKey(values: readonly string[]): string {
  return values.map(exposable).join('\0');
}

/** The labels of a series as prom-client takes them. */
export function pairLabels(names: readonly string[], values: readonly string[]): LabelValues {
  const labels: LabelValues = {};
  for (const [index, name] of names.entries()) labels[name] = exposable(values[index] ?? '');
  return labels;
}

/**
 * The same, kept as long as the array of values lives: prom-client remembers how it wrote labels that it meets again.
 * Worth its memory for arrays that several points share only.
 */
export function keptLabels(names: readonly string[]): (values: readonly string[]) => LabelValues {
  const signature = names.join(',');
  const known = kept.get(signature) ?? new WeakMap<readonly string[], LabelValues>();
  kept.set(signature, known);
  return (values) => {
    const earlier = known.get(values);
    if (earlier !== undefined) return earlier;
    const labels = pairLabels(names, values);
    known.set(values, labels);
    return labels;
  };
}

/** Whether this very array has been asked about before. Collectors that share their arrays do so for whole families. */
export function isShared(values: readonly string[] | undefined): boolean {
  if (values === undefined) return false;
  if (seen.has(values)) return true;
  seen.add(values);
  return false;
}

/** Label values are UTF-8 text. Prometheus takes a NUL for the end of the whole exposition, half a surrogate pair can't be encoded. */
function exposable(value: string): string {
  return value.replaceAll('\0', '\uFFFD').toWellFormed();
}

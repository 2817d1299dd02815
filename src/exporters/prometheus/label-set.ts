/** The labels of one series as prom-client takes them, and a text that is the same for the same values only. */
export type LabelSet = { readonly values: Record<string, string>; readonly key: string };

const knownByNames = new Map<string, WeakMap<readonly string[], LabelSet>>();

/**
 * Pairs label names with the values of a point. The answer is kept as long as the array of values lives, because
 * collectors share one array between the points of an object and prom-client keeps the written labels with the set.
 */
export function labelSetsOf(names: readonly string[]): (labels: readonly string[]) => LabelSet {
  const signature = names.join(',');
  const known = knownByNames.get(signature) ?? new WeakMap<readonly string[], LabelSet>();
  knownByNames.set(signature, known);
  return (labels) => {
    const earlier = known.get(labels);
    if (earlier !== undefined) return earlier;
    const values = labels.map(exposable);
    const set = {
      values: Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])),
      key: values.join('\0'),
    };
    known.set(labels, set);
    return set;
  };
}

/** Label values are UTF-8 text. Prometheus takes a NUL for the end of the whole exposition, half a surrogate pair can't be encoded. */
function exposable(value: string): string {
  return value.replaceAll('\0', '\uFFFD').toWellFormed();
}

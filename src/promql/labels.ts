/** A series' labels, its metric's name as `__name__` among them, in the order of their names. No label is empty. */
export type Labels = ReadonlyMap<string, string>;

export const METRIC_NAME = '__name__';

/** Labels that keep what was once made of them: every evaluation asks for the same again. */
class LabelMap extends Map<string, string> {
  key: string | undefined;
  unnamed: Labels | undefined;
}

/** Sorts by name as Prometheus does, by code units, and leaves out labels without a value. */
export function labelsOf(pairs: Iterable<readonly [string, string]>): Labels {
  const kept = [...new Map(pairs)].filter(([, value]) => value !== '');
  return new LabelMap(kept.sort(([a], [b]) => compareText(a, b)));
}

export const NO_LABELS: Labels = labelsOf([]);

export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The same text for equal labels, and another for others. */
export function labelsKey(labels: Labels): string {
  if (!(labels instanceof LabelMap)) return keyOf(labels);
  labels.key ??= keyOf(labels);
  return labels.key;
}

function keyOf(labels: Labels): string {
  let key = '';
  // Neither mark is part of any UTF-8 text, so that no value can look like the end of one.
  for (const [name, value] of labels) key += `${name}\u{d800}${value}\u{dfff}`;
  return key;
}

/**
 * A change of labels that is made once for each set of labels: series keep theirs from evaluation to evaluation, so that
 * what follows from them need not be made again.
 */
export function remembered(change: (labels: Labels) => Labels): (labels: Labels) => Labels {
  const known = new WeakMap<Labels, Labels>();
  return (labels) => {
    let changed = known.get(labels);
    if (changed === undefined) {
      changed = change(labels);
      known.set(labels, changed);
    }
    return changed;
  };
}

/** Without the metric's name, as most operations leave their result. */
export function withoutName(labels: Labels): Labels {
  if (!labels.has(METRIC_NAME)) return labels;
  if (!(labels instanceof LabelMap)) return unnamed(labels);
  labels.unnamed ??= unnamed(labels);
  return labels.unnamed;
}

function unnamed(labels: Labels): Labels {
  return filtered(labels, (name) => name !== METRIC_NAME);
}

/** Those labels whose name is wanted. */
export function filtered(labels: Labels, wants: (name: string) => boolean): Labels {
  const rest = new LabelMap();
  for (const [name, value] of labels) if (wants(name)) rest.set(name, value);
  return rest;
}

export function onlyLabels(names: readonly string[]): (labels: Labels) => Labels {
  const wanted = new Set(names);
  return remembered((labels) => filtered(labels, (name) => wanted.has(name)));
}

/** Without these and without the metric's name. */
export function exceptLabels(names: readonly string[]): (labels: Labels) => Labels {
  const unwanted = new Set([...names, METRIC_NAME]);
  return remembered((labels) => filtered(labels, (name) => !unwanted.has(name)));
}

/** As PromQL writes them: `up{job="x"}`. */
export function printLabels(labels: Labels): string {
  const rest = [...withoutName(labels)].map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const name = labels.get(METRIC_NAME) ?? '';
  return name !== '' && rest.length === 0 ? name : `${name}{${rest.join(', ')}}`;
}

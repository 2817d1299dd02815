import type { FieldValue, State } from '../../../core/state.ts';
import type { ObjectId } from '../model/object.ts';
import { viewOf } from './verdicts/views.ts';

/** Finds the objects that the labels of an alert name. */
export type ByLabels = (labels: ReadonlyMap<string, string>) => readonly ObjectId[];

type Named = { readonly id: ObjectId; readonly labels: Readonly<Record<string, FieldValue>> };

/** Labels that are left out of an alert where they are empty. */
const MAY_LACK: ReadonlySet<string> = new Set(['netns', 'daemon']);

/** What the labels of an alert about an object are. */
export function labelsOfObject(collector: string, state: State): Readonly<Record<string, FieldValue>> {
  return viewOf(collector, state.kind)?.labels(state) ?? {};
}

/** An object is named by an alert that has all the object's labels; where several are, those with the most labels count, without those that an
 * alert may lack. */
export function byLabels(objects: Iterable<Named>): ByLabels {
  const byNames = new Map<string, { readonly names: readonly string[]; readonly ids: Map<string, ObjectId[]> }>();
  for (const { id, labels } of objects) {
    const names = Object.keys(labels).sort();
    if (names.every((name) => MAY_LACK.has(name))) continue;
    const sign = names.join(' ');
    const group = byNames.get(sign) ?? { names, ids: new Map<string, ObjectId[]>() };
    byNames.set(sign, group);
    const key = keyOf(names.map((name) => String(labels[name] ?? '')));
    const ids = group.ids.get(key);
    if (ids === undefined) group.ids.set(key, [id]);
    else ids.push(id);
  }
  const groups = [...byNames.values()].sort((a, b) => weightOf(b.names) - weightOf(a.names));
  return (labels) => {
    for (const { names, ids } of groups) {
      if (!names.every((name) => labels.has(name) || MAY_LACK.has(name))) continue;
      const found = ids.get(keyOf(names.map((name) => labels.get(name) ?? '')));
      if (found !== undefined) return found;
    }
    return [];
  };
}

function weightOf(names: readonly string[]): number {
  return names.filter((name) => !MAY_LACK.has(name)).length;
}

function keyOf(values: readonly string[]): string {
  return JSON.stringify(values);
}

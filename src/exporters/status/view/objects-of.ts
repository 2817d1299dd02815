import type { Snapshot } from '../../../core/snapshot.ts';
import type { ObjectLine, ObjectList, ObjectSearch } from '../model/object.ts';
import { byLevel, idOf, NOT_OBJECTS, standingOf } from './verdicts/views.ts';

/** Which part of a list is asked for. */
export type ListWish = ObjectSearch & { readonly offset: number; readonly limit: number };

const inOrder = new Intl.Collator('en', { numeric: true });

/** One page of the objects that fit, the broken ones first, then by name. */
export function objectsOf(snapshots: readonly Snapshot[], wish: ListWish): ObjectList {
  const all = linesOf(snapshots, wish).sort(
    (a, b) => byLevel(a, b) || inOrder.compare(a.name, b.name) || Number(a.id > b.id) - Number(a.id < b.id),
  );
  return { total: all.length, offset: wish.offset, objects: all.slice(wish.offset, wish.offset + wish.limit) };
}

function linesOf(snapshots: readonly Snapshot[], { text, collector, kind, broken }: ListWish): ObjectLine[] {
  const wanted = (text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (line: ObjectLine) => {
    if (broken === true && (line.level === 'ok' || line.level === 'off')) return false;
    const words = `${line.name} ${line.kind} ${line.collector} ${line.state}`.toLowerCase();
    return wanted.every((word) => words.includes(word));
  };
  return snapshots
    .filter((one) => !NOT_OBJECTS.has(one.collector) && (collector ?? one.collector) === one.collector)
    .flatMap((one) =>
      [...one.states.values()]
        .filter((state) => (kind ?? state.kind) === state.kind)
        .map((state) => lineOf(one.collector, state))
        .filter(fits),
    );
}

export function lineOf(collector: string, state: Parameters<typeof standingOf>[1]): ObjectLine {
  const { level, state: words } = standingOf(collector, state);
  return { id: idOf(collector, state), collector, kind: state.kind, name: state.subject, level, state: words };
}

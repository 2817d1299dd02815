import type { Snapshot } from '../../../../core/snapshot.ts';
import type { ObjectId, ObjectSearch } from '../../model/object.ts';
import type { Band, Cell, Column, Line, Plane } from '../../model/plane.ts';
import { columns } from '../../model/plane.ts';
import { textOf } from '../verdicts/verdict.ts';
import { byLevel, NOT_OBJECTS, standingOf } from '../verdicts/views.ts';
import { bondBoxes } from './bonds.ts';
import { boxOf, type Draft, nodeIn } from './draft.ts';
import { endBoxes, NAMESPACE } from './ends.ts';
import { portBoxes } from './ports.ts';
import { type SeenStates, seenStates } from './seen-states.ts';
import { pmdBoxes, switchBoxes, tunnelBoxes } from './switches.ts';

/** Boxes in one column of one band; those beyond are counted, and the broken ones are never among them. */
const MOST_BOXES = 10;

/** The picture of the data plane. */
export function planeOf(snapshots: readonly Snapshot[]): Plane {
  const seen = seenStates(snapshots.filter(({ collector }) => !NOT_OBJECTS.has(collector)));
  const known = new Map<string, Draft>();
  const boxFor = (name: string) => (name === '' ? undefined : known.get(name));
  const boxes: Draft[] = [];
  const lines: Line[] = [];
  const draw = (some: readonly Draft[], more: readonly Line[] = []) => {
    boxes.push(...some);
    lines.push(...more);
    for (const box of some) for (const name of namesOf(box)) known.set(name, box);
  };
  draw(portBoxes(seen));
  for (const make of [bondBoxes, tunnelBoxes, switchBoxes, pmdBoxes, endBoxes]) {
    const drafts = make(seen, boxFor);
    draw(drafts.boxes, drafts.lines);
  }
  draw(brokenOthers(seen, new Set(boxes.map(({ id }) => id)), known));
  return arranged(boxes, lines, seen);
}

/** By what names others speak of it: `bond0`, `0000:41:00.0`, `ovs bridge br0`. */
function namesOf({ id, name, facts }: Draft): readonly string[] {
  if (id.startsWith('ovs/bridge/')) return [name, `ovs bridge ${name}`];
  if (id.startsWith(NAMESPACE) || id.startsWith('pmd/')) return [];
  return [name, ...facts.filter((fact) => /^[0-9a-f]{4}:[0-9a-f]{2}:/.test(fact))];
}

/** Devices that have no place in the picture are shown all the same where they are broken. */
function brokenOthers(
  seen: SeenStates,
  drawn: ReadonlySet<ObjectId>,
  known: ReadonlyMap<string, Draft>,
): readonly Draft[] {
  return seen.devices
    .filter(({ subject, fields }) => {
      if (known.has(subject) || drawn.has(`interface/interface/${subject}`) || textOf(fields.netns) !== '')
        return false;
      return ['critical', 'warning', 'notice'].includes(seenLevel(seen, subject));
    })
    .map((device) => boxOf('interface', device, { column: 'end', what: `${textOf(device.fields.kind)} device` }));
}

function seenLevel(seen: SeenStates, subject: string): string {
  const state = seen.device(subject);
  return state === undefined ? 'ok' : standingOf('interface', state).level;
}

function arranged(boxes: readonly Draft[], lines: readonly Line[], seen: SeenStates): Plane {
  const about = new Map(
    seen.of('numa', 'node').flatMap(({ subject, fields }) => {
      const node = nodeIn(subject.replace('node ', ''));
      return node === undefined ? [] : [[node, textOf(fields.cpus)] as const];
    }),
  );
  const isOne = about.size <= 1;
  const byNode = Map.groupBy(boxes, ({ node }) => (isOne ? undefined : node));
  const nodes = [...byNode.keys()].sort((a, b) => (a ?? Number.POSITIVE_INFINITY) - (b ?? Number.POSITIVE_INFINITY));
  const shown = new Set<ObjectId>();
  const bands = nodes.map((node): Band => {
    const own = byNode.get(node) ?? [];
    const cells = Object.fromEntries(columns.map((column) => [column, cellOf(own, column, shown)]));
    const cpus = node === undefined ? undefined : about.get(node);
    const band = { cells: { ...EMPTY, ...cells } };
    if (node === undefined) return band;
    return { node, ...(cpus ? { about: `CPUs ${cpus}` } : {}), ...band };
  });
  return { bands, lines: lines.filter(({ from, to }) => shown.has(from) && shown.has(to)) };
}

const EMPTY: Band['cells'] = {
  port: { boxes: [] },
  bond: { boxes: [] },
  tunnel: { boxes: [] },
  switch: { boxes: [] },
  end: { boxes: [] },
};

function cellOf(boxes: readonly Draft[], column: Column, shown: Set<ObjectId>): Cell {
  const all = boxes.filter((box) => box.column === column).sort(byName);
  const chosen = new Set(all.toSorted(byLevel).slice(0, MOST_BOXES));
  const kept = all.filter((box) => chosen.has(box));
  for (const { id } of kept) shown.add(id);
  const cell = { boxes: kept.map(({ column: _, node: __, isCut: ___, ...box }) => box) };
  const hidden = all.filter((box) => !chosen.has(box));
  return hidden.length === 0 ? cell : { ...cell, more: { count: hidden.length, search: searchOf(hidden) } };
}

/** What finds boxes that had no room, as narrowly as it can be said of all of them. */
function searchOf(hidden: readonly Draft[]): ObjectSearch {
  const kinds = new Set(hidden.map(({ id }) => id.split('/').slice(0, 2).join('/')));
  const collectors = new Set(hidden.map(({ id }) => id.split('/')[0] ?? ''));
  const [one = '', another] = kinds;
  const [collector = ''] = collectors;
  if (one === NAMESPACE.slice(0, -1) && another === undefined) return { collector, text: ':' };
  if (another === undefined) return { collector, kind: one.slice(collector.length + 1) };
  return collectors.size === 1 ? { collector } : {};
}

const inOrder = new Intl.Collator('en', { numeric: true });

function byName(a: Draft, b: Draft): number {
  return inOrder.compare(a.name, b.name);
}

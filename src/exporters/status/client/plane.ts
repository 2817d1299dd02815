import type { Band, Box, Cell, Column, Line, Parts, Plane } from '../model/plane.ts';
import { columns } from '../model/plane.ts';
import { openObject } from './details.ts';
import { button, byId, type Child, el, render, spoken } from './elements.ts';
import { icon, levelWords } from './icons.ts';
import { drawLines } from './lines.ts';
import { searchObjects } from './objects.ts';

const titles: Readonly<Record<Column, string>> = {
  port: 'Ports',
  bond: 'Bonds',
  tunnel: 'VLANs and tunnels',
  switch: 'Switches',
  end: 'Namespaces and guests',
};

const howWords: Readonly<Record<Line['how'], string>> = { active: '', standby: ' (standby)', broken: ' (broken)' };

/** The picture of the data plane. */
export function showPlane({ bands, lines }: Plane): void {
  const used = columns.filter((column) => bands.some(({ cells }) => cells[column].boxes.length > 0));
  const names = new Map(
    bands.flatMap(({ cells }) =>
      columns.flatMap((column) => cells[column].boxes.map(({ id, name }) => [id, name] as const)),
    ),
  );
  const picture = byId('plane-picture');
  picture.style.setProperty('--columns', String(Math.max(1, used.length)));
  if (used.length === 0) {
    render(picture, el('p', { class: 'quiet' }, 'Nothing of a data plane has been seen yet.'));
    return;
  }
  const leads = Map.groupBy(lines, ({ from }) => from);
  render(
    picture,
    el(
      'div',
      { class: 'column-titles', 'aria-hidden': 'true' },
      ...used.map((column) => el('span', {}, titles[column])),
    ),
    ...bands.map((band) => bandSection(band, used, bands.length > 1, (id) => leadsTo(leads.get(id) ?? [], names))),
  );
  drawLines(picture, lines);
}

function leadsTo(lines: readonly Line[], names: ReadonlyMap<string, string>): string {
  const ends = lines.slice(0, 4).map(({ to, how }) => `${names.get(to) ?? ''}${howWords[how]}`);
  if (lines.length > 4) ends.push(`${lines.length - 4} more`);
  return ends.join(', ');
}

function bandSection(
  { node, about, cells }: Band,
  used: readonly Column[],
  isOneOfMany: boolean,
  leads: (id: string) => string,
) {
  const title = node === undefined ? 'On no node, or on several' : `NUMA node ${node}`;
  return el(
    'section',
    { class: 'band', 'aria-label': isOneOfMany ? title : 'Data plane' },
    isOneOfMany
      ? el(
          'h3',
          { class: 'band-title' },
          title,
          about === undefined ? undefined : el('span', { class: 'quiet' }, ` ${about}`),
        )
      : undefined,
    el('div', { class: 'cells' }, ...used.map((column) => cellSection(column, cells[column], leads))),
  );
}

function cellSection(column: Column, { boxes, more }: Cell, leads: (id: string) => string): HTMLElement {
  if (boxes.length === 0) return el('div', { class: 'cell empty' });
  return el(
    'div',
    { class: 'cell' },
    el('h4', { class: 'cell-title' }, titles[column]),
    el('ul', { class: 'boxes' }, ...boxes.map((box) => el('li', {}, boxButton(box, leads(box.id))))),
    more === undefined
      ? undefined
      : button(
          `more ${column}`,
          { class: 'link' },
          () => searchObjects(more.search),
          `and ${more.count.toLocaleString('en')} more`,
        ),
  );
}

function boxButton(box: Box, leads: string): HTMLElement {
  const { id, name, what, level, state, facts, parts } = box;
  return button(
    `box ${id}`,
    { class: `box ${level}`, 'data-id': id },
    () => openObject(id),
    el('span', { class: 'box-head' }, el('span', { class: 'name' }, name), icon(level)),
    el('span', { class: 'box-state' }, spoken(`${levelWords[level]}: `), state),
    el('span', { class: 'box-what' }, [what, ...facts].join(' · ')),
    parts === undefined ? undefined : partsStrip(parts),
    leads === '' ? undefined : el('span', { class: 'leads' }, `leads to ${leads}`),
  );
}

function partsStrip({ words, items }: Parts): Child {
  const isBroken = (level: string) => level === 'critical' || level === 'warning';
  const broken = items.filter(({ level }) => isBroken(level)).map(({ name }) => name);
  return el(
    'span',
    { class: 'parts' },
    el('span', { class: 'dots', 'aria-hidden': 'true' }, ...items.map(({ level, use, name }) => dot(level, use, name))),
    el(
      'span',
      { class: 'parts-words' },
      broken.length === 0 ? words : `${words}; ${broken.slice(0, 3).join(', ')} broken`,
    ),
  );
}

function dot(level: string, use: string, name: string): HTMLElement {
  const isFree = use === 'unbound' || use === 'host';
  return el('i', { class: `${level}${isFree ? ' free' : ''}`, title: `${name}: ${use}` });
}

import type { ObjectDetails, ObjectLine } from '../model/object.ts';
import { button, type Child, el, render, spoken } from './elements.ts';
import { icon, levelWords } from './icons.ts';
import { askObject } from './server.ts';
import { openSheet } from './sheet.ts';
import { age, clockText } from './times.ts';

let open: { readonly id: string; readonly body: HTMLElement } | undefined;

/** Opens the sheet of one object: its fields, its recent events, and what belongs to it. */
export function openObject(id: string): void {
  const name = id.split('/').slice(2).join('/');
  const body = openSheet(name, () => {
    open = undefined;
  });
  open = { id, body };
  void refreshDetails();
}

/** Asks again for the object whose sheet is open. */
export async function refreshDetails(): Promise<void> {
  const asked = open;
  if (asked === undefined) return;
  try {
    const details = await askObject(asked.id);
    if (open !== asked) return;
    if (details === undefined) render(asked.body, el('p', {}, 'It is not there any more.'));
    else render(asked.body, ...partsOf(details));
  } catch (error) {
    if (open === asked)
      render(asked.body, el('p', {}, `It can't be shown: ${error instanceof Error ? error.message : error}`));
  }
}

function partsOf(details: ObjectDetails): readonly Child[] {
  const { collector, kind, level, state, fields, events, related, readAt } = details;
  const names = Object.keys(fields);
  return [
    el('p', { class: `sheet-state ${level}` }, icon(level), spoken(`${levelWords[level]}: `), state),
    el('p', { class: 'quiet' }, `${kind}, told by the ${collector} collector · read `, age(readAt), ' ago'),
    names.length === 0 ? undefined : el('h3', {}, 'State'),
    names.length === 0
      ? undefined
      : el('dl', { class: 'fields' }, ...names.flatMap((name) => fieldOf(name, fields[name]))),
    related.length === 0 ? undefined : el('h3', {}, 'Parts and neighbours'),
    related.length === 0 ? undefined : el('ul', { class: 'related' }, ...related.map(relatedItem)),
    kind === 'network namespace' ? undefined : el('h3', {}, 'Recent events'),
    kind === 'network namespace' ? undefined : eventList(events),
  ];
}

function fieldOf(name: string, value: unknown): readonly Child[] {
  const isNone = value === null || value === undefined || value === '';
  return [
    el('dt', {}, name.replaceAll('_', ' ')),
    el('dd', isNone ? { class: 'quiet' } : {}, isNone ? 'none' : String(value)),
  ];
}

function relatedItem({ id, kind, name, level, state }: ObjectLine): HTMLElement {
  return el(
    'li',
    {},
    button(
      `related ${id}`,
      { class: 'row' },
      () => openObject(id),
      icon(level),
      el('span', { class: 'name' }, name),
      el('span', { class: 'quiet' }, `${kind} · ${state}`),
    ),
  );
}

function eventList(events: ObjectDetails['events']): HTMLElement {
  if (events.length === 0) return el('p', { class: 'quiet' }, 'None among the newest events of the log.');
  return el(
    'ol',
    { class: 'event-list' },
    ...events.map(({ time, severity, message }) =>
      el(
        'li',
        { class: severity },
        el('time', { datetime: new Date(time).toISOString() }, clockText(time)),
        el('span', { class: 'severity' }, severity),
        el('span', {}, message),
      ),
    ),
  );
}

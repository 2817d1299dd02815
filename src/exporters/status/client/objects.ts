import type { Level, ObjectLine, ObjectList, ObjectSearch } from '../model/object.ts';
import type { KindCount } from '../model/status.ts';
import { openObject } from './details.ts';
import { button, byId, el, render, spoken } from './elements.ts';
import { icon, levelWords } from './icons.ts';
import { askObjects } from './server.ts';

const PAGE = 50;
let kinds: readonly KindCount[] = [];
let offset = 0;
/** Whether the list has been asked for: nothing is until somebody wants it. */
let isOpen = false;
let asked = 0;

/** Makes the fields above the list of objects work. */
export function prepareObjects(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  for (const id of ['search-text', 'search-kind', 'search-broken']) {
    byId(id).addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(() => void from(0), id === 'search-text' ? 150 : 0);
    });
  }
  byId('search').addEventListener('submit', (event) => event.preventDefault());
}

/** What kinds there are to choose from, and how many of each. */
export function showKinds(next: readonly KindCount[]): void {
  if (JSON.stringify(next) === JSON.stringify(kinds)) return;
  kinds = next;
  const select = byId('search-kind');
  const chosen = select instanceof HTMLSelectElement ? select.value : '';
  const total = kinds.reduce((sum, { count }) => sum + count, 0);
  render(
    select,
    el('option', { value: '' }, `Everything (${total.toLocaleString('en')})`),
    ...kinds.map(({ collector, kind, count }) =>
      el('option', { value: `${collector}/${kind}` }, `${collector}: ${kind} (${count.toLocaleString('en')})`),
    ),
  );
  if (select instanceof HTMLSelectElement) select.value = chosen;
  render(byId('kinds'), ...kinds.map((one) => el('li', {}, kindButton(one))));
  if (isOpen) void from(offset);
}

function kindButton({ collector, kind, count, critical, warning, notice }: KindCount): HTMLElement {
  const worst = worstOf(critical, warning, notice);
  const broken = critical + warning + notice;
  return button(
    `kind ${collector}/${kind}`,
    { class: worst === undefined ? 'kind' : `kind ${worst}` },
    () => searchObjects({ collector, kind, broken: false }),
    worst === undefined ? undefined : icon(worst),
    el('b', {}, count.toLocaleString('en')),
    ` ${collector === kind ? kind : `${collector} ${kind}`}`,
    broken === 0 ? undefined : el('span', { class: 'quiet' }, `${broken.toLocaleString('en')} not well`),
  );
}

function worstOf(critical: number, warning: number, notice: number): Level | undefined {
  if (critical > 0) return 'critical';
  if (warning > 0) return 'warning';
  return notice > 0 ? 'notice' : undefined;
}

/** Searches from elsewhere on the page. */
export function searchObjects(search: ObjectSearch): void {
  const [text, kind, broken] = [byId('search-text'), byId('search-kind'), byId('search-broken')];
  if (text instanceof HTMLInputElement) text.value = search.text ?? '';
  if (kind instanceof HTMLSelectElement)
    kind.value = search.kind === undefined ? '' : `${search.collector}/${search.kind}`;
  if (broken instanceof HTMLInputElement) broken.checked = search.broken ?? false;
  byId('objects').scrollIntoView();
  text.focus({ preventScroll: true });
  void from(0);
}

async function from(start: number): Promise<void> {
  isOpen = true;
  offset = start;
  asked += 1;
  const mine = asked;
  const list = await askObjects({ ...wished(), offset }).catch((error: unknown) => String(error));
  if (mine !== asked) return;
  if (typeof list === 'string') render(byId('object-list'), el('p', {}, list));
  else render(byId('object-list'), ...listOf(list));
}

function wished(): ObjectSearch {
  const [text, kind, broken] = [byId('search-text'), byId('search-kind'), byId('search-broken')];
  const [collector = '', name = ''] = kind instanceof HTMLSelectElement ? kind.value.split('/') : [];
  return {
    text: text instanceof HTMLInputElement ? text.value.trim() : '',
    collector,
    kind: name,
    broken: broken instanceof HTMLInputElement && broken.checked,
  };
}

function listOf({ total, offset: start, objects }: ObjectList): readonly HTMLElement[] {
  const last = start + objects.length;
  const words =
    total === 0
      ? 'Nothing fits.'
      : `${(start + 1).toLocaleString('en')}–${last.toLocaleString('en')} of ${total.toLocaleString('en')}`;
  return [
    el('p', { class: 'quiet', role: 'status' }, words),
    el('ul', { class: 'object-rows' }, ...objects.map(objectRow)),
    el(
      'p',
      { class: 'pager' },
      button('previous', { disabled: start === 0 }, () => void from(Math.max(0, start - PAGE)), 'Previous'),
      button('next', { disabled: last >= total }, () => void from(start + PAGE), 'Next'),
    ),
  ];
}

function objectRow({ id, collector, kind, name, level, state }: ObjectLine): HTMLElement {
  return el(
    'li',
    {},
    button(
      `object ${id}`,
      { class: 'row' },
      () => openObject(id),
      icon(level),
      el('span', { class: 'name' }, name),
      el('span', { class: 'row-state' }, spoken(`${levelWords[level]}: `), state),
      el('span', { class: 'quiet row-kind' }, collector === kind ? kind : `${collector} ${kind}`),
    ),
  );
}

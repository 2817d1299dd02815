import { byId, el, render } from './elements.ts';
import type { HostEvent } from './server.ts';
import { clockText } from './times.ts';

const MOST = 200;
const order = ['info', 'notice', 'warning', 'critical'];
let events: readonly HostEvent[] = [];

export function prepareEvents(): void {
  // Whoever has no mouse scrolls it with the arrow keys.
  byId('event-list').tabIndex = 0;
  byId('event-level').addEventListener('input', show);
}

/** The newest events of the log, oldest first. */
export function showEvents(next: readonly HostEvent[]): void {
  events = next.toReversed();
  show();
}

/** Events that happened now. */
export function addEvents(next: readonly HostEvent[]): void {
  const known = new Set(events.map(({ id }) => id));
  const fresh = next.filter(({ id }) => !known.has(id)).toReversed();
  events = [...fresh, ...events].slice(0, MOST);
  show(fresh);
}

function show(fresh: unknown = []): void {
  const select = byId('event-level');
  const least = order.indexOf(select instanceof HTMLSelectElement ? select.value : 'info');
  const wanted = events.filter(({ severity }) => order.indexOf(severity) >= least);
  const isFresh = (event: HostEvent) => Array.isArray(fresh) && fresh.includes(event);
  render(
    byId('event-list'),
    wanted.length === 0
      ? el('p', { class: 'quiet' }, events.length === 0 ? 'Nothing has happened yet.' : 'Nothing of this severity.')
      : el('ol', { class: 'event-list' }, ...wanted.map((event) => eventItem(event, isFresh(event)))),
  );
}

function eventItem({ time, severity, type, data }: HostEvent, isFresh: boolean): HTMLElement {
  return el(
    'li',
    { class: `${severity}${isFresh ? ' fresh' : ''}` },
    el('time', { datetime: time, title: new Date(time).toLocaleString() }, clockText(Date.parse(time))),
    el('span', { class: 'severity' }, severity),
    el('span', { class: 'message' }, data.message, el('span', { class: 'type' }, type.replace(/^netsteward\./, ''))),
  );
}

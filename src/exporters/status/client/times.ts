import { el } from './elements.ts';

/** How far the clock of this browser is behind that of the host, in milliseconds. */
let behind = 0;

/** Takes the time of the host from an answer's `Date`, which tells whole seconds. */
export function setClock(date: string | null): void {
  const told = date === null ? Number.NaN : Date.parse(date);
  const difference = told - Date.now();
  // Less is the rounding of the header and the way here.
  behind = Number.isNaN(told) || Math.abs(difference) < 2_000 ? 0 : difference;
}

const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const day = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** `14:02:31`, or with the day where that is not today. */
export function clockText(time: number): string {
  const date = new Date(time);
  return date.toDateString() === new Date().toDateString() ? clock.format(date) : day.format(date);
}

/** `just now`, `12 s`, `3 min`, `2 h 5 min`, `4 d`. */
export function ageText(time: number): string {
  const seconds = Math.max(0, Math.round((Date.now() + behind - time) / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d`;
}

/** An age that goes on. */
export function age(time: number): HTMLElement {
  return el(
    'time',
    { datetime: new Date(time).toISOString(), 'data-age': time, title: new Date(time).toLocaleString() },
    ageText(time),
  );
}

/** Moves all ages on. */
export function refreshAges(): void {
  for (const one of document.querySelectorAll('time[data-age]')) {
    const text = ageText(Number(one.getAttribute('data-age')));
    if (one.textContent !== text) one.textContent = text;
  }
}

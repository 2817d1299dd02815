import type { CloudEvent } from '../../core/event.ts';
import { printable } from '../../core/printable.ts';

/** An event for a person: local time, severity, and what happened. */
export function eventLine({ time, severity, data }: CloudEvent): string {
  return `${localTime(new Date(time))}  ${severity.padEnd('critical'.length)}  ${printable(data.message)}`;
}

/** `2026-01-31 14:03:07.250`, in the reader's time zone. */
function localTime(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
  return `${day} ${clock}.${String(time.getMilliseconds()).padStart(3, '0')}`;
}

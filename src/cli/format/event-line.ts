import type { CloudEvent } from '../../core/event.ts';
import { printable } from '../../core/printable.ts';

/** An event for a person, as the log shows it too: local time, severity, type, object and what happened. */
export function eventLine({ time, severity, type, subject, data }: CloudEvent): string {
  const about = `${type.replace(/^netsteward\./, '')} ${subject}: ${data.message}`;
  return `${localTime(new Date(time))} ${severity.padEnd('critical'.length)} ${printable(about)}`;
}

/** `2026-01-31 14:03:07.250`, in the reader's time zone. */
function localTime(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
  return `${day} ${clock}.${String(time.getMilliseconds()).padStart(3, '0')}`;
}

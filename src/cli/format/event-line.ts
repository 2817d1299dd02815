import type { CloudEvent } from '../../core/event.ts';
import { eventText } from '../../core/event-text.ts';
import { localTime } from '../../core/local-time.ts';
import { printable } from '../../core/printable.ts';

/** An event for a person, as the log shows it too: local time, severity, type, object and what happened. */
export function eventLine({ time, severity, type, subject, data }: CloudEvent): string {
  const { title, text } = eventText(type, subject, data.message);
  return `${localTime(time) ?? time} ${severity.padEnd('critical'.length)} ${printable(`${title} ${text}`)}`;
}

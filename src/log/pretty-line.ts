import { styleText } from 'node:util';
import { z } from 'zod';
import { eventText } from '../core/event-text.ts';
import { localTime } from '../core/local-time.ts';
import { printable } from '../core/printable.ts';

const text = z.string().default('');
/** What createLogger's pino writes, as far as it is shown in a place of its own. */
const record = z.looseObject({
  level: z.string(),
  time: z.string(),
  msg: text,
  err: z.looseObject({ type: text, message: text, stack: text }).optional(),
  event: z.object({ type: z.string(), subject: z.string(), severity: z.string(), time: z.string() }).optional(),
});
type LogRecord = z.output<typeof record>;

type Style = Parameters<typeof styleText>[0];

const STYLES: ReadonlyMap<string, Style> = new Map<string, Style>([
  ['trace', 'dim'],
  ['debug', 'dim'],
  ['info', 'green'],
  ['notice', 'cyan'],
  ['warn', 'yellow'],
  ['warning', 'yellow'],
  ['error', 'red'],
  ['critical', ['red', 'bold']],
  ['fatal', ['red', 'bold']],
]);
/** Names of the language's own errors. Ours say in their message all that a person needs. */
const UNEXPECTED = /^(Aggregate|Eval|Range|Reference|Syntax|Type|URI)?Error$/;
/** As wide as the longest severity. */
const LEVEL_WIDTH = 8;
const SHOWN = new Set(['level', 'time', 'msg', 'err', 'event']);

/**
 * A line of the JSON log for a person, with its line end:
 *
 *     2026-01-02 03:04:05.678 warning  bond.active-slave-changed bond0: active slave of bond0 is eth1, was eth0
 *     2026-01-02 03:04:06.002 info     listening on http://[::]:9479 collectors=4
 *
 * Times are local. An error of a kind that nobody expects is followed by its stack. A line that is not JSON stays as it is.
 */
export function prettyLine(line: string, inColor: boolean): string {
  const parsed = parse(line);
  if (parsed === undefined) return line;
  const paint = (style: Style, text: string) =>
    inColor && text !== '' ? styleText(style, text, { validateStream: false }) : text;
  const { level, time, msg, err, event } = parsed;
  const severity = event?.severity ?? level;
  const told = event && eventText(event.type, event.subject, msg);
  const parts = [
    paint('dim', timeOf(event?.time ?? time)),
    paint(STYLES.get(severity) ?? 'white', printable(severity).padEnd(LEVEL_WIDTH)),
    told && paint('bold', printable(told.title)),
    printable(withCause(told?.text ?? msg, err?.message)),
    event ? undefined : paint('dim', furtherFields(parsed)),
  ];
  const stack = err !== undefined && UNEXPECTED.test(err.type) ? `${paint('dim', stackOf(err.stack))}\n` : '';
  return `${parts.filter(Boolean).join(' ')}\n${stack}`;
}

function parse(line: string): LogRecord | undefined {
  try {
    return record.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

function withCause(message: string, cause: string | undefined): string {
  if (!cause || message.includes(cause)) return message;
  return message === '' ? cause : `${message}: ${cause}`;
}

/** In the reader's time zone; the text itself when it is no time. */
function timeOf(text: string): string {
  return localTime(text) ?? printable(text);
}

function furtherFields(fields: LogRecord): string {
  return Object.entries(fields)
    .filter(([name]) => !SHOWN.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? printable(value) : JSON.stringify(value)}`)
    .join(' ');
}

/** The lines behind the first, which repeats the message. */
function stackOf(stack: string): string {
  return stack.split('\n').slice(1).map(printable).join('\n');
}

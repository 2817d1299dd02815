import { ParseError } from '../../../core/errors.ts';
import { decimal, integer } from '../../../core/text.ts';

/** What `show info` says of a process (management.txt, section 9.3), by the names that it has there. */
export type Info = {
  readonly version: string;
  readonly pid: number;
  /** Number of the process among those of its HAProxy (`nbproc`), from 1. */
  readonly number: number;
  /** How many processes this HAProxy has. */
  readonly processes: number;
  /** Seconds since it was started. */
  readonly uptime: number;
  readonly node: string;
  readonly description: string;
  /** Whether it only finishes what it has, as after a reload. */
  readonly isStopping: boolean;
  /** Every figure, by its name. */
  readonly figures: ReadonlyMap<string, number>;
};

// Unstoppable Jobs: 1
const LINE = /^([^:]+):(?: (.*))?$/;
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/** @throws ParseError when a line that every version prints is missing or says something else */
export function parseInfo(file: string, text: string): Info {
  const fields = new Map<string, string>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const [, name, value = ''] = LINE.exec(line) ?? [];
    if (name === undefined) throw new ParseError(file, index + 1, 'a line such as "Maxconn: 2000"', line);
    fields.set(name, value);
  }
  const place = { file, line: 0 };
  const word = (name: string) => {
    const value = fields.get(name);
    if (value === undefined) throw new ParseError(file, 0, `a line "${name}: …"`);
    return value;
  };
  const number = (name: string) => integer(fields.get(name), place, `a number as ${name}`);
  return {
    version: word('Version'),
    pid: number('Pid'),
    number: number('Process_num'),
    processes: number('Nbproc'),
    uptime: number('Uptime_sec'),
    node: fields.get('node') ?? '',
    description: unquoted(fields.get('description') ?? ''),
    isStopping: fields.get('Stopping') === '1',
    figures: new Map(
      [...fields].flatMap(([name, value]) =>
        NUMBER.test(value) ? [[name, decimal(value, place, name)] as const] : [],
      ),
    ),
  };
}

// "a ""quoted"", thing"
function unquoted(text: string): string {
  return text.startsWith('"') && text.endsWith('"') && text.length > 1 ? text.slice(1, -1).replaceAll('""', '"') : text;
}

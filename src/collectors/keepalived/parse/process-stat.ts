import { ParseError } from '../../../core/errors.ts';

export type ProcessStat = {
  readonly program: string;
  readonly state: string;
  readonly parent: number;
  /** When it was started, in ticks since boot: with the id it names a process once and for all. */
  readonly started: string;
};

// 31527 (keepalived) S 31516 …
const STAT = /^\d+ \((.*)\) (\S) (\d+) (.+)$/s;
/** Fields between the parent (4th) and the start (22nd). */
const UNTIL_START = 22 - 5;

/** /proc/<pid>/stat (proc(5)). */
export function parseProcessStat(file: string, text: string): ProcessStat {
  const [, program, state, parent, rest = ''] = STAT.exec(text.trim()) ?? [];
  const started = rest.split(' ')[UNTIL_START];
  if (program === undefined || state === undefined || started === undefined || !/^\d+$/.test(started)) {
    throw new ParseError(file, 1, 'a line such as "17 (keepalived) S 1 …"', text);
  }
  return { program, state, parent: Number(parent), started };
}

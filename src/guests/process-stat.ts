import { ParseError } from '../core/errors.ts';
import { integer } from '../core/text.ts';

export type ProcessStat = {
  /** At most 15 characters of the program's name, or what the process calls itself. */
  readonly command: string;
  readonly state: string;
  /** Clock ticks since boot. */
  readonly startTime: number;
};

// 4711 (qemu-system-x86) S 1 4711 4711 0 -1 4194560 9876 …, the name may hold blanks and brackets
const STAT = /^\d+ \(([\s\S]*)\) (\S) (.*)$/;
/** Field 22, counted from the one behind the state, which is field 4 (proc_pid_stat(5)). */
const START_TIME = 22 - 4;

/**
 * Understands /proc/<pid>/stat (proc_pid_stat(5)).
 * @throws ParseError
 */
export function parseProcessStat(text: string, file: string): ProcessStat {
  const [, command, state, rest] = STAT.exec(text.trimEnd()) ?? [];
  if (command === undefined || state === undefined || rest === undefined) {
    throw new ParseError(file, 1, 'the state of a process', text);
  }
  const startTime = integer(rest.split(' ')[START_TIME], { file, line: 1 }, 'when the process was started');
  return { command, state, startTime };
}

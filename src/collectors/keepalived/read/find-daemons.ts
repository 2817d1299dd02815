import { matchesGlob } from 'node:path';
import { isAbsent, messageOf } from '../../../core/errors.ts';
import type { Problem } from '../../../core/snapshot.ts';
import type { Host } from '../../../host/host.ts';
import { parseProcessStat } from '../parse/process-stat.ts';

/** A running keepalived. */
export type Daemon = {
  /** The name of its process id file without the ending; its whole path where two have the same name. */
  readonly name: string;
  readonly pid: number;
  readonly started: string;
  /** Whether it was stopped (SIGSTOP, a debugger, a frozen cgroup), so that it answers nothing. */
  readonly isStopped: boolean;
};

export const PROGRAM = 'keepalived';

/** The daemons whose files are there and whose processes live; a child goes by its parent. */
export async function findDaemons(
  host: Host,
  patterns: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly daemons: readonly Daemon[]; readonly problems: readonly Problem[] }> {
  const problems: Problem[] = [];
  const attempt = async <T>(subject: string, read: Promise<T>): Promise<T | undefined> => {
    try {
      return await read;
    } catch (error) {
      signal.throwIfAborted();
      if (!isAbsent(error)) problems.push({ subject, message: messageOf(error) });
      return undefined;
    }
  };
  const filesOf = async (pattern: string): Promise<readonly string[]> => {
    const cut = pattern.lastIndexOf('/');
    const [directory, name] = [pattern.slice(0, cut), pattern.slice(cut + 1)];
    if (!/[*?]/.test(name)) return [pattern];
    const names = (await attempt(directory, host.list(directory, signal))) ?? [];
    return names.filter((one) => matchesGlob(one, name)).map((one) => `${directory}/${one}`);
  };
  const read = async (file: string) => {
    const text = await attempt(file, host.readText(file, signal));
    const [, digits] = /^\s*(\d+)\s*$/.exec(text ?? '') ?? [];
    if (text !== undefined && digits === undefined)
      problems.push({ subject: file, message: `${file}: expected a process id` });
    if (digits === undefined) return [];
    const stat = `/proc/${digits}/stat`;
    const about = await attempt(
      file,
      host.readText(stat, signal).then((line) => parseProcessStat(stat, line)),
    );
    if (about === undefined || about.program !== PROGRAM) return [];
    const name = file.slice(file.lastIndexOf('/') + 1).replace(/\.pid$/, '');
    return [{ file, name, pid: Number(digits), ...about }];
  };
  const files = [...new Set((await Promise.all(patterns.map(filesOf))).flat())];
  const found = (await Promise.all(files.map(read))).flat();
  const pids = new Set(found.map(({ pid }) => pid));
  const daemons = new Map<number, Daemon>();
  for (const { file, name: short, pid, parent, started, state } of found) {
    if (pids.has(parent) || daemons.has(pid)) continue;
    const isTaken = [...daemons.values()].some((other) => other.name === short);
    const name = isTaken ? file : short;
    daemons.set(pid, { name, pid, started, isStopped: state === 'T' || state === 't' });
  }
  return { daemons: [...daemons.values()], problems };
}

import { posix } from 'node:path';
import { isAbsent, messageOf } from '../../../core/errors.ts';
import type { Problem } from '../../../core/snapshot.ts';
import type { Host } from '../../../host/host.ts';
import { defaultFiles } from '../settings.ts';

/** What a setting that names files stands for now. */
export type Found = {
  readonly pattern: string;
  readonly files: readonly string[];
  /** Why that is not known, or is not what was meant. */
  readonly problem: Problem | undefined;
  /** Whether files that were known before may be there all the same. */
  readonly mayRemain: boolean;
};

const ENDINGS = /^[^.].*\.(?:ya?ml|json)$/;

/**
 * The files that a path, a directory or a path with wildcards in its last part stands for, in alphabetic order. A directory
 * of the default settings may be missing.
 */
export async function findFiles(host: Host, pattern: string, signal: AbortSignal): Promise<Found> {
  const { dir, base } = posix.parse(pattern);
  const isPattern = /[*?]/.test(base);
  const directory = isPattern ? dir : pattern;
  const wanted = isPattern ? wildcard(base) : ENDINGS;
  const found = (files: readonly string[], problem?: string, mayRemain = false): Found => ({
    pattern,
    files,
    problem: problem === undefined ? undefined : { subject: pattern, message: problem },
    mayRemain,
  });
  try {
    const names = await host.list(directory, signal);
    return found(names.filter((name) => wanted.test(name)).map((name) => posix.join(directory, name)));
  } catch (error) {
    signal.throwIfAborted();
    if (!isAbsent(error)) return found([], messageOf(error), true);
    if (isPattern || defaultFiles.includes(pattern)) return found([]);
    // Not a directory: a file, or nothing.
    return found([pattern]);
  }
}

function wildcard(pattern: string): RegExp {
  const parts = [...pattern].map((character) => {
    if (character === '*') return '.*';
    return character === '?' ? '.' : character.replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
  });
  return new RegExp(`^${/^[*?]/.test(pattern) ? '(?!\\.)' : ''}${parts.join('')}$`, 's');
}

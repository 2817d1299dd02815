import { readFileSync } from 'node:fs';
import { printable } from '../../core/printable.ts';

/** Files that stop all actions as long as one of them is there. */
export type FileStops = {
  /** Why everything is stopped now, one line for each file that is there. Looked at when asked, so that none is missed. */
  readonly reasons: () => readonly string[];
};

const LONGEST = 200;

/** A file that can't be looked at stops everything too: whoever has put it there may have meant it. */
export function fileStops(files: readonly string[]): FileStops {
  return { reasons: () => files.flatMap((file) => reasonOf(file) ?? []) };
}

function reasonOf(file: string): string | undefined {
  try {
    const [first = ''] = readFileSync(file, 'utf8').split('\n');
    const words = printable(first.trim().slice(0, LONGEST));
    return `stopped by ${file}${words === '' ? '' : `: ${words}`}`;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : `stopped by ${file}, which can not be read (${code})`;
  }
}

import { constants, type Stats } from 'node:fs';
import { lstat, open, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../../core/errors.ts';
import { printable } from '../../core/printable.ts';

const LONGEST_REASON = 200;

/**
 * Why a file stops everything, in words; nothing when it is not there. Anything of that name counts, whatever it is and
 * whoever may read it. What can't be looked at stops as well, a folder that is not there among it: where nobody can put a
 * stop, nobody can stop.
 */
export async function readStopFile(file: string): Promise<string | undefined> {
  try {
    const found = await lstat(file);
    return `${file} is there${await reasonIn(file, found)}`;
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') return `${file} can't be looked at: ${messageOf(error)}`;
  }
  try {
    await stat(path.dirname(file));
    return undefined;
  } catch (error) {
    return `${file} can't be looked at: ${messageOf(error)}`;
  }
}

/** `: its first line`; only that of a plain file, as others may keep one waiting. */
async function reasonIn(file: string, found: Stats): Promise<string> {
  if (!found.isFile()) return '';
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(LONGEST_REASON * 4));
      const [line = ''] = buffer.toString('utf8', 0, bytesRead).split(/\r?\n/);
      const reason = printable(line.trim()).slice(0, LONGEST_REASON);
      return reason === '' ? '' : `: ${reason}`;
    } finally {
      await handle.close();
    }
  } catch {
    return ', and its reason can not be read';
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

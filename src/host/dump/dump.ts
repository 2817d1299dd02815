import { constants } from 'node:fs';
import fs from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { HostError } from '../../core/errors.ts';
import { hostError } from '../bounded.ts';
import type { DumpRequest, Host } from '../host.ts';
import { sendChecked } from './send-checked.ts';

const STEP_MS = 10;
const LARGEST = 64 * 1024 * 1024;

/** `Host.dump`: sends the signal to the process and waits for a file that is newer than the one before. */
export const dumpOf: Host['dump'] = async (request, signal) => {
  const path = `/proc/${request.process.pid}/root${request.file}`;
  const before = await versionOf(path);
  if (signal.aborted) throw late(request, signal);
  const owner = sendChecked(request);
  for (;;) {
    if ((await versionOf(path)) !== before) {
      const text = await readOwned(path, owner);
      if (request.isWhole(text)) return text.replace(request.without, '');
    }
    await delay(STEP_MS, undefined, { signal }).catch(() => Promise.reject(late(request, signal)));
  }
};

/** What changes when the file is written anew; a daemon may truncate it or put another one in its place. */
async function versionOf(path: string): Promise<string> {
  try {
    const { ino, mtimeNs, size } = await fs.lstat(path, { bigint: true });
    return `${ino} ${mtimeNs} ${size}`;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'none';
    throw error instanceof Error ? hostError(path, error) : error;
  }
}

/** Anybody may put files into /tmp: one that is no plain file of the process's user is not believed. */
async function readOwned(path: string, owner: number): Promise<string> {
  const file = await fs
    .open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    .catch((error: NodeJS.ErrnoException) => Promise.reject(hostError(path, error)));
  try {
    const about = await file.stat();
    if (!about.isFile() || about.uid !== owner || about.size > LARGEST) {
      throw new HostError('refused', path, 'is not a file that the process has written');
    }
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

function late({ program, file }: DumpRequest, signal: AbortSignal): HostError {
  return new HostError('deadline', file, `not written by ${program} in time`, { cause: signal.reason });
}

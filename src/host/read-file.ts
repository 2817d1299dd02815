import fs from 'node:fs';
import type { Bounded, Done } from './bounded.ts';

/** sysfs attributes are at most one page and come in one read (Documentation/filesystems/sysfs.rst). */
const SYSFS_PAGE = 4096;
const FIRST_CHUNK = 16 * 1024;
const MAX_CHUNK = 1024 * 1024;

/** The whole text of a kernel file. Its size is not known beforehand: procfs says 0, so it is read until nothing comes. */
export function readText(bounded: Bounded, path: string, signal: AbortSignal): Promise<string> {
  return bounded.run<string>(path, signal, (done) => {
    fs.open(path, 'r', (error, descriptor) => {
      if (error !== null) {
        done(error);
        return;
      }
      const finish: Done<string> = (failure, text) => {
        fs.closeSync(descriptor);
        done(failure, text);
      };
      if (path.startsWith('/sys/')) readPage(descriptor, finish);
      else readChunks(descriptor, FIRST_CHUNK, [], finish);
    });
  });
}

function readPage(descriptor: number, done: Done<string>): void {
  const page = Buffer.allocUnsafe(SYSFS_PAGE);
  fs.read(descriptor, page, 0, SYSFS_PAGE, null, (error, length) => {
    if (error === null && length === SYSFS_PAGE) readChunks(descriptor, FIRST_CHUNK, [page], done);
    else done(error, page.toString('utf8', 0, length));
  });
}

function readChunks(descriptor: number, size: number, before: Buffer[], done: Done<string>): void {
  const chunk = Buffer.allocUnsafe(size);
  fs.read(descriptor, chunk, 0, size, null, (error, length) => {
    if (error !== null) {
      done(error);
      return;
    }
    if (length === 0) {
      done(null, before.length === 1 ? (before[0]?.toString('utf8') ?? '') : Buffer.concat(before).toString('utf8'));
      return;
    }
    before.push(chunk.subarray(0, length));
    readChunks(descriptor, Math.min(size * 2, MAX_CHUNK), before, done);
  });
}

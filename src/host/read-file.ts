import fs from 'node:fs';
import type { Bounded, Done } from './bounded.ts';

/** The whole text of a kernel file. Its size is not known beforehand: procfs says 0, so it is read until nothing comes. */
export function readText(bounded: Bounded, path: string, signal: AbortSignal): Promise<string> {
  return bounded.run<string>(path, signal, (done) => {
    fs.open(path, 'r', (error, descriptor) => {
      if (error !== null) {
        done(error);
        return;
      }
      readOn({ descriptor, oneRead: comesInOneRead(path), buffer: spare.pop() ?? newBuffer(), length: 0, done });
    });
  });
}

/**
 * sysfs attributes are at most one page and sysctls short; both come whole with the first read, as long as it leaves
 * room (Documentation/filesystems/sysfs.rst, fs/proc/proc_sysctl.c).
 */
function comesInOneRead(path: string): boolean {
  return path.startsWith('/sys/') || path.startsWith('/proc/sys/');
}

const BUFFER = 16 * 1024;
/** Buffers between two uses: making new ones costs more than a small read does. */
const spare: Buffer[] = [];
const MAX_SPARE = 32;

function newBuffer(): Buffer {
  return Buffer.allocUnsafeSlow(BUFFER);
}

type Reading = {
  readonly descriptor: number;
  readonly oneRead: boolean;
  buffer: Buffer;
  length: number;
  readonly done: Done<string>;
};

function readOn(reading: Reading): void {
  const { descriptor, buffer, length } = reading;
  fs.read(descriptor, buffer, length, buffer.length - length, null, (error, count) => {
    if (error !== null) {
      finish(reading, error);
      return;
    }
    reading.length += count;
    const isFull = reading.length === buffer.length;
    if (count === 0 || (reading.oneRead && !isFull)) {
      finish(reading, null);
      return;
    }
    if (isFull) {
      reading.buffer = Buffer.allocUnsafeSlow(buffer.length * 2);
      buffer.copy(reading.buffer);
    }
    readOn(reading);
  });
}

function finish({ descriptor, buffer, length, done }: Reading, error: NodeJS.ErrnoException | null): void {
  fs.closeSync(descriptor);
  const text = error === null ? buffer.toString('utf8', 0, length) : '';
  if (buffer.length === BUFFER && spare.length < MAX_SPARE) spare.push(buffer);
  done(error, text);
}

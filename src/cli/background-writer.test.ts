import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { backgroundWriter } from './background-writer.ts';

let folder = '';
let pipe = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netsteward-writer-'));
  pipe = path.join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
});
afterEach(() => rmSync(folder, { recursive: true }));

const soon = () => AbortSignal.timeout(200);
const noError = (error: Error) => {
  throw error;
};

it('writes everything in order', async () => {
  const file = openSync(path.join(folder, 'log'), 'w');
  const { write, flush } = backgroundWriter(file, 1_000_000, noError);
  for (let line = 0; line < 500; line += 1) write(`${line}\n`);
  await flush(AbortSignal.timeout(5_000));
  closeSync(file);
  const lines = readFileSync(path.join(folder, 'log'), 'utf8').trimEnd().split('\n');
  expect(lines).toEqual(Array.from({ length: 500 }, (_, line) => String(line)));
});

it('goes on by itself when a full pipe that does not block takes more, leaves out what is too much and says how much', async () => {
  // Opened for both, a pipe needs no other end.
  const both = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
  const leftOut: number[] = [];
  const { write, flush } = backgroundWriter(both, 200_000, noError, (texts) => leftOut.push(texts));
  for (let block = 0; block < 50; block += 1) write(`${String(block).padStart(9, '0')}\n`.repeat(1_000));
  await flush(soon());
  const read = Buffer.alloc(1_000_000);
  let length = 0;
  for (let tries = 0; tries < 100 && length < 200_000; tries += 1) {
    length += readWhatIsThere(both, read, length);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await flush(AbortSignal.timeout(5_000));
  closeSync(both);
  const blocks = new Set(read.toString('utf8', 0, length).trimEnd().split('\n'));
  expect([...blocks]).toEqual(Array.from({ length: 20 }, (_, block) => String(block).padStart(9, '0')));
  expect(leftOut).toEqual([30]);
});

it('says that the reader has gone', async () => {
  const reader = spawn('head', ['-c', '1', pipe], { stdio: 'ignore' });
  const end = openSync(pipe, 'w');
  const errors: (string | undefined)[] = [];
  const { write, flush } = backgroundWriter(end, 1_000_000, ({ code }) => errors.push(code));
  write('x');
  await flush(AbortSignal.timeout(5_000));
  await new Promise((resolve) => reader.once('exit', resolve));
  write('y');
  await flush(AbortSignal.timeout(5_000));
  closeSync(end);
  expect(errors).toEqual(['EPIPE']);
});

/** How many bytes a pipe had, 0 when it had none. */
function readWhatIsThere(descriptor: number, into: Buffer, at: number): number {
  try {
    return readSync(descriptor, into, at, into.length - at, null);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return 0;
    throw error;
  }
}

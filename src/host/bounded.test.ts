import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBounded } from './bounded.ts';
import { readText } from './read-file.ts';

describe('reading a file that never answers', () => {
  let folder = '';
  let fifo = '';
  const signal = new AbortController().signal;

  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'netsteward-'));
    fifo = join(folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
  });

  afterEach(() => {
    // A writer lets the hung reads go, so that their threads are free again.
    fs.closeSync(fs.openSync(fifo, 'r+'));
    fs.rmSync(folder, { recursive: true });
  });

  it('is given up at the deadline, and said so with the path', async () => {
    const bounded = createBounded(50, 3);
    await expect(readText(bounded, fifo, signal)).rejects.toMatchObject({
      kind: 'deadline',
      message: `${fifo}: no answer within 50 ms`,
    });
    expect(bounded.hung()).toBe(1);
  });

  it('is not begun a second time while the first has not returned', async () => {
    const bounded = createBounded(50, 3);
    await expect(readText(bounded, fifo, signal)).rejects.toThrow('no answer');
    await expect(readText(bounded, fifo, signal)).rejects.toThrow('an earlier read has not returned');
    expect(bounded.hung()).toBe(1);
  });

  it('delays no other file', async () => {
    const bounded = createBounded(1000, 3);
    const other = join(folder, 'other');
    fs.writeFileSync(other, 'text\n');
    const hung = readText(bounded, fifo, signal).catch((error: unknown) => error);
    const first = await Promise.race([hung, readText(bounded, other, signal)]);
    expect(first).toBe('text\n');
    fs.writeFileSync(fifo, 'late\n');
    expect(await hung).toBe('late\n');
  });

  it('is given up when the caller no longer wants it', async () => {
    const bounded = createBounded(60_000, 3);
    const caller = new AbortController();
    const hung = readText(bounded, fifo, caller.signal);
    caller.abort(new Error('the deadline of its collector'));
    await expect(hung).rejects.toMatchObject({ kind: 'ended' });
  });

  it('leaves threads for the others: beyond the bound a read is refused at once', async () => {
    const bounded = createBounded(50, 1);
    await expect(readText(bounded, fifo, signal)).rejects.toThrow('no answer');
    await expect(readText(bounded, '/proc/version', signal)).rejects.toThrow('1 earlier reads have not returned');
  });

  it('is read again once it has returned', async () => {
    const bounded = createBounded(50, 3);
    await expect(readText(bounded, fifo, signal)).rejects.toThrow('no answer');
    fs.writeFileSync(fifo, 'x');
    await expect.poll(() => bounded.hung()).toBe(0);
    const again = readText(bounded, fifo, signal);
    fs.writeFileSync(fifo, 'here\n');
    expect(await again).toBe('here\n');
  });
});

describe('reading a file', () => {
  const bounded = createBounded(1000, 3);
  const signal = AbortSignal.timeout(300_000);

  it('gives the whole text of a kernel file whose size is said to be zero', async () => {
    expect(await readText(bounded, '/proc/kallsyms', signal)).toBe(fs.readFileSync('/proc/kallsyms', 'utf8'));
  });

  it('says that a file is absent, and that a folder is no file', async () => {
    await expect(readText(bounded, '/no/such', signal)).rejects.toMatchObject({ kind: 'absent', target: '/no/such' });
    await expect(readText(bounded, '/proc', signal)).rejects.toMatchObject({ kind: 'refused' });
  });
});

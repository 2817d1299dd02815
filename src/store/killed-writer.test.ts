import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { privateDirectory } from '../../test/support/private-directory.ts';
import { openStore } from './open-store.ts';

const program = path.join(import.meta.dirname, '../../test/support/store-writer.ts');

/** Runs the writer until it has said `lines` lines and `delay` milliseconds more, then kills it with -9. */
async function writeAndKill(file: string, lines: number, delay: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [program, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said: string[] = [];
  const exit = once(child, 'exit');
  for await (const line of createInterface(child.stdout)) {
    said.push(line);
    if (said.length === lines) setTimeout(() => child.kill('SIGKILL'), delay);
  }
  await exit;
  return said.slice(1);
}

it('a writer killed with -9 at any moment has lost nothing it had recorded, and no number or id is given twice', async () => {
  const file = path.join(privateDirectory(), 'events.db');
  const said: string[] = [];
  for (let round = 0; round < 6; round += 1) said.push(...(await writeAndKill(file, 30, round)));

  const store = openStore({ path: file, hostName: 'host1', bootEpoch: 'boot-1' });
  onTestFinished(() => store.close());
  const kept = store.eventsAfter(0, 1_000_000);
  const keptLines = kept.map(({ sequence, id }) => `${sequence} ${id}`);
  expect(said.length).toBeGreaterThanOrEqual(6 * 28);
  expect(keptLines).toEqual(expect.arrayContaining(said));
  expect(new Set(kept.map(({ id }) => id)).size).toBe(kept.length);
  expect(new Set(kept.map(({ sequence }) => sequence)).size).toBe(kept.length);
  // Event and state were written together: the state is that of the last event, and no count is missing or doubled.
  expect(kept.map(({ data }) => data.after)).toEqual(kept.map((_, index) => index + 1));
  expect(store.knownStates('counter', 'this boot')?.get('counter/one')?.fields.count).toBe(kept.length);
});

it('a second agent on the same store gets a clear error at once, and may have it when the first was killed with -9', async () => {
  const file = path.join(privateDirectory(), 'events.db');
  const child = spawn(process.execPath, [program, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const open = () => openStore({ path: file, hostName: 'host1', bootEpoch: 'boot-1' });
  expect(open).toThrow(`${file}: another netsteward is using it`);
  await sleep(0);
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
  const store = open();
  onTestFinished(() => store.close());
  expect(open).toThrow('another netsteward is using it');
});

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { eventually } from '../../../test/support/eventually.ts';
import { privateDirectory } from '../../../test/support/private-directory.ts';
import { callsToStop } from './call-to-stop.ts';
import { watchStopFiles } from './watch-stop-files.ts';

function calling(file: string) {
  const files = watchStopFiles(
    { paths: [file], changed: () => undefined, pollMs: 600_000 },
    AbortSignal.timeout(20_000),
  );
  const warn = vi.fn();
  const calls = callsToStop({ file, look: files.look, changed: () => undefined, warn });
  return { files, warn, stop: calls.stop, stops: () => [...files.stops(), ...calls.stops()], inHand: calls.stops };
}

it('a call to stop holds at once, and is then in the stop file until somebody takes that away', async () => {
  const folder = privateDirectory();
  const file = path.join(folder, 'state', 'stop');
  mkdirSync(path.dirname(file));
  const { files, stop, stops, inHand } = calling(file);
  await files.looked;
  stop('a message at netsteward/stop: ask Ann');
  expect(stops()).toEqual(['a message at netsteward/stop: ask Ann']);
  await eventually(inHand).toEqual([]);
  expect(stops()).toEqual([`${file} is there: a message at netsteward/stop: ask Ann`]);
  expect(readFileSync(file, 'utf8')).toBe('a message at netsteward/stop: ask Ann\n');
  rmSync(file);
  await eventually(stops).toEqual([]);
});

it('a call to stop leaves what a person has written', async () => {
  const file = path.join(privateDirectory(), 'stop');
  writeFileSync(file, 'ann: moving\n');
  const { files, stop, stops, inHand } = calling(file);
  await files.looked;
  stop('another');
  await eventually(inHand).toEqual([]);
  expect(stops()).toEqual([`${file} is there: ann: moving`]);
});

it('a call to stop that can not be written holds all the same', async () => {
  const folder = privateDirectory();
  writeFileSync(path.join(folder, 'file'), '');
  const { stop, inHand, warn } = calling(path.join(folder, 'file', 'stop'));
  stop('x');
  await eventually(() => warn.mock.calls.length).toBe(1);
  expect(inHand()).toEqual(['x']);
});

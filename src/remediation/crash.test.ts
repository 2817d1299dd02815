import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EntryOf } from './journal/entry.ts';
import { readJournal } from './journal/journal.ts';

const run = promisify(execFile);
const folders = mkdtempSync(path.join(tmpdir(), 'netsteward-crash-'));
afterAll(() => rmSync(folders, { recursive: true, force: true }));
let program = '';

beforeAll(async () => {
  // One file starts ten times faster than its sources.
  program = path.join(folders, 'dying-remediation.mjs');
  const bundle = await rolldown({
    input: path.join(import.meta.dirname, '../../test/support/dying-remediation.ts'),
    platform: 'node',
  });
  await bundle.write({ file: program, format: 'esm', codeSplitting: false });
  await bundle.close();
});

type Said = { readonly told: readonly string[]; readonly writes: readonly string[]; readonly points: number };

/** What it said at its end; nothing when it was killed. */
async function start(folder: string, effect: string, killAt: number): Promise<Said | undefined> {
  try {
    const { stdout } = await run(process.execPath, [program, folder, effect, String(killAt)], { timeout: 30_000 });
    return JSON.parse(stdout);
  } catch (error) {
    if (error instanceof Error && 'signal' in error && error.signal === 'SIGKILL') return undefined;
    throw error;
  }
}

function newFolder(name: string): string {
  const folder = path.join(folders, name);
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'limit'), '1000');
  return folder;
}

async function deedsOf(folder: string) {
  const { written } = await readJournal(folder);
  const entries = written.map(({ entry }) => entry);
  const intents = entries.filter((entry): entry is EntryOf<'intent'> => entry.what === 'intent');
  const closed = entries.filter((entry): entry is EntryOf<'closed'> => entry.what === 'closed');
  return { entries, intents, closed };
}

describe('an agent that is killed with -9', () => {
  it.each(['proven', 'worse', 'waiting'] as const)(
    'at every point of an action whose effect is %s does nothing twice and explains all',
    async (effect) => {
      const whole = await start(newFolder(`${effect}-whole`), effect, 0);
      const points = whole?.points ?? 0;
      expect(points).toBeGreaterThan(8);
      for (let killAt = 1; killAt <= points; killAt += 1) {
        const folder = newFolder(`${effect}-${killAt}`);
        expect(await start(folder, effect, killAt), `point ${killAt}`).toBeUndefined();
        const next = await start(folder, effect, 0);
        const { entries, intents, closed } = await deedsOf(folder);
        const about = `killed at point ${killAt} of ${points}: ${entries.map(({ what }) => what).join(' ')}`;
        expect(intents, about).toHaveLength(1);
        expect(closed, about).toHaveLength(1);
        // What was never written can't be proven later; what was is proven, or taken back.
        const [{ outcome } = { outcome: 'none' }] = closed;
        const limit = Number(readFileSync(path.join(folder, 'limit'), 'utf8'));
        if (effect === 'proven') expect([`done ${2000}`, `undone ${1000}`], about).toContain(`${outcome} ${limit}`);
        else expect(`${outcome} ${limit}`, about).toBe('undone 1000');
        // Every write has its step in the journal, before it.
        const raising = entries.filter((entry) => entry.what === 'step' && !entry.undo && entry.phase === 'begun');
        expect(raising.length, about).toBeLessThanOrEqual(1);
        if (next?.told.includes('begun') !== true) expect(next?.writes ?? [], about).not.toContain('2000');
      }
    },
    240_000,
  );
});

import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { root } from '../../../scripts/paths.mjs';
import { runGuest } from './guest.ts';
import { openKit, Unavailable } from './kit.ts';
import { RECORDINGS, RESULTS } from './lay-out.ts';
import type { Machine } from './machine.ts';
import { type GuestResult, parseResults } from './results.ts';
import { startStages } from './stages.ts';

export type GuestTests = {
  readonly machine: Machine;
  /** Files of tests, from the top of the checkout; they run one after another. */
  readonly files: readonly string[];
  /** How long all of them may take together. */
  readonly limitMs?: number;
};

const LIMIT_MS = 240_000;
/** Recording takes some ten seconds each time. */
const RECORDING_LIMIT_MS = 1_200_000;
const LOG_LINES = 60;

/**
 * Boots a guest, runs files of tests in it, and has a test here for each test there, with the same name and result.
 * Skipped with the reason where there can be no guest.
 */
export async function inGuest(tests: GuestTests): Promise<void> {
  try {
    const results = await run(tests);
    for (const file of new Set(results.map((result) => result.file))) {
      describe(`in the guest, ${file}`, () => results.filter((result) => result.file === file).forEach(mirror));
    }
  } catch (error) {
    it('a guest runs the tests', ({ skip }) => {
      if (error instanceof Unavailable) skip(error.message);
      throw error;
    });
  }
}

function mirror({ name, state, words = 'no reason given' }: GuestResult): void {
  it(name, ({ skip }) => {
    if (state === 'skipped') skip(words);
    if (state === 'failed') throw failureInGuest(words);
  });
}

/** Where a test failed stands in its words; here is nothing to be seen. */
function failureInGuest(words: string): Error {
  const failure = new Error(words);
  failure.stack = words;
  return failure;
}

async function run({ machine, files, limitMs = LIMIT_MS }: GuestTests): Promise<readonly GuestResult[]> {
  const stages = startStages();
  const kit = await openKit(stages);
  const limit = process.env.VM_RECORD === undefined ? limitMs : RECORDING_LIMIT_MS;
  const folder = mkdtempSync(join(tmpdir(), 'nst-guest-'));
  try {
    await runGuest(kit, machine, { script: scriptFor(files), limitMs: limit }, folder, stages);
    const { results, ended } = parseResults(textOf(join(folder, RESULTS)));
    if (!ended) throw new Error(`the tests in the guest broke off:\n${endOf(join(folder, 'job.log'))}`);
    if (results.some(({ state }) => state === 'failed')) console.log(textOf(join(folder, 'job.log')));
    return results;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`${message}\nThe job's output ends with:\n${endOf(join(folder, 'job.log'))}`, { cause: error });
  } finally {
    console.log(`guest: ${stages.told()}`);
    keepRecordings(join(folder, RECORDINGS));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the guest runs: vitest, by the Node that runs this, in this checkout. */
function scriptFor(files: readonly string[]): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const passed = ['CI', 'VM_RECORD'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [`export ${name}=${quoted(value)}\n`];
  });
  const argv = [
    process.execPath,
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config=test/vm/lab/guest.config.ts',
    ...files,
  ];
  return `${passed.join('')}cd ${quoted(root)}\nexec ${argv.map(quoted).join(' ')}\n`;
}

function keepRecordings(folder: string): void {
  const target = process.env.VM_RECORD;
  if (target !== undefined && existsSync(folder)) cpSync(folder, target, { recursive: true, verbatimSymlinks: true });
}

const textOf = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
const endOf = (file: string) => textOf(file).trimEnd().split('\n').slice(-LOG_LINES).join('\n');

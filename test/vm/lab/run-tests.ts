import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../../scripts/paths.mjs';
import { runGuest } from './guest.ts';
import { openKit } from './kit.ts';
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

export type TestsRun = {
  readonly results: readonly GuestResult[];
  /** Why these are not all. */
  readonly failure?: unknown;
};

const LIMIT_MS = 600_000;
/** A recording takes some ten seconds. */
const RECORDING_LIMIT_MS = 1_200_000;
const LOG_LINES = 60;

/** Runs files of tests in a guest of their own. Says how long each stage took, and what the guest printed when one failed. */
export async function runTests({ machine, files, limitMs = LIMIT_MS }: GuestTests): Promise<TestsRun> {
  const stages = startStages();
  const kit = await openKit(stages);
  const folder = mkdtempSync(join(tmpdir(), 'nst-guest-'));
  try {
    const limit = process.env.VM_RECORD === undefined ? limitMs : RECORDING_LIMIT_MS;
    const job = { script: scriptFor(files), limitMs: limit };
    const failure = await runGuest(kit, machine, job, folder, stages).then(
      () => undefined,
      (error: unknown) => error,
    );
    return resultsIn(folder, failure);
  } finally {
    console.log(`guest: ${stages.told()}`);
    rmSync(folder, { recursive: true, force: true });
  }
}

function resultsIn(folder: string, failure: unknown): TestsRun {
  const log = textOf(join(folder, 'job.log')).trimEnd().split('\n').slice(-LOG_LINES).join('\n');
  const { results, ended } = parseResults(textOf(join(folder, RESULTS)));
  const recordings = join(folder, RECORDINGS);
  const wanted = process.env.VM_RECORD;
  if (wanted !== undefined && existsSync(recordings)) cpSync(recordings, wanted, { recursive: true });
  if (!ended || results.some(({ state }) => state === 'failed'))
    console.log(`What the tests printed ends with:\n${log}`);
  if (failure !== undefined) return { results, failure };
  return ended
    ? { results }
    : { results, failure: new Error('the tests in the guest broke off, see what they printed') };
}

/** What the guest runs: vitest, by the Node that runs this, in this checkout. */
function scriptFor(files: readonly string[]): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const passed = ['CI', 'VM_RECORD'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [`export ${name}=${quoted(value)}\n`];
  });
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config=test/vm/lab/guest.config.ts'];
  const argv = [process.execPath, ...vitest, ...files];
  return `${passed.join('')}cd ${quoted(root)}\nexec ${argv.map(quoted).join(' ')}\n`;
}

const textOf = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

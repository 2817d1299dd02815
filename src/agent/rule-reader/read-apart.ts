import { fileURLToPath } from 'node:url';
import { messageOf } from '../../core/errors.ts';
import { runCommand } from '../../host/run-command.ts';
import { foundIn, type RuleFile } from './found.ts';

export type ReaderOptions = {
  /** The program that reads. */
  readonly program: string;
  /** Milliseconds that it may take. */
  readonly patience: number;
};

/** In a bundle everything lies in one folder, under the names that the build gives. */
const PROGRAM = new URL(import.meta.url.endsWith('.ts') ? './main.ts' : './rule-reader.js', import.meta.url);

const defaults: ReaderOptions = { program: fileURLToPath(PROGRAM), patience: 60_000 };

/** The program ends with an error beyond this; the largest file that may be takes half of it. */
const NODE_OPTIONS = ['--max-old-space-size=256', '--max-semi-space-size=2', '--optimize-for-size'];

/**
 * Reads rule files in a process of its own: YAML and the grammar take more memory than the rules, and all of it goes with
 * the process. Gives an Error for a file that can't be read so, whatever is wrong with it; the others are read all the same.
 * @param interval milliseconds between evaluations of groups that name none
 */
export async function readApart(
  files: readonly string[],
  interval: number,
  signal: AbortSignal,
  options: ReaderOptions = defaults,
): Promise<ReadonlyMap<string, RuleFile | Error>> {
  if (files.length === 0) return new Map();
  try {
    const found = await readAll(files, interval, signal, options);
    return new Map(files.flatMap((file, index) => [[file, found[index] ?? new Error('nothing was found')] as const]));
  } catch (error) {
    signal.throwIfAborted();
    if (files.length === 1) return new Map(files.map((file) => [file, shortened(error)]));
  }
  const all = new Map<string, RuleFile | Error>();
  for (const file of files) {
    for (const [name, found] of await readApart([file], interval, signal, options)) all.set(name, found);
  }
  return all;
}

async function readAll(
  files: readonly string[],
  interval: number,
  signal: AbortSignal,
  { program, patience }: ReaderOptions,
): Promise<readonly RuleFile[]> {
  const argv = [process.execPath, ...NODE_OPTIONS, program, String(interval), ...files] as const;
  return foundIn(await runCommand(argv, AbortSignal.any([signal, AbortSignal.timeout(patience)])));
}

// FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory
// TypeError: Cannot read properties of undefined
const TELLING = /^.*(?:FATAL ERROR|Error: ).*$/m;

/** A program that dies says much; one line of it says why. */
function shortened(error: unknown): Error {
  const [line = messageOf(error)] = TELLING.exec(messageOf(error)) ?? [];
  return new Error(`the program that reads it failed: ${line}`, { cause: error });
}

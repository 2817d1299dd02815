import { spawn } from 'node:child_process';
import { dyingWithParent } from '../../../src/host/dying-with-parent.ts';

/**
 * A running QEMU. What fails rejects with the last lines of the console, and has ended it. It never outlives this process.
 */
export type Qemu = {
  /** Waits for a line on the guest's console. */
  readonly prints: (line: string, limitMs: number) => Promise<void>;
  /** Whether the line is on the guest's console. */
  readonly hasPrinted: (line: string) => boolean;
  /** Waits until the guest has switched itself off. */
  readonly ends: (limitMs: number) => Promise<void>;
};

const SHOWN_LINES = 60;

/**
 * Starts QEMU with the guest's first serial port on its standard output.
 * @param libraries where its shared libraries are, as in LD_LIBRARY_PATH
 */
export function startQemu(argv: readonly [string, ...string[]], libraries: string): Qemu {
  const [file, ...args] = dyingWithParent(argv);
  const env = { ...process.env, LD_LIBRARY_PATH: libraries };
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  let console = '';
  let end: string | undefined;
  const heard = (text: string) => {
    console += text.replaceAll('\r', '');
    tell();
  };
  const ended = (words: string) => {
    end ??= words;
    tell();
  };
  child.stdout.setEncoding('utf8').on('data', heard);
  child.stderr.setEncoding('utf8').on('data', heard);
  child.on('error', (error) => ended(`QEMU can't be started: ${error.message}`));
  child.on('close', (code, signal) => ended(`QEMU ended with ${signal ?? `code ${code}`}`));

  const failure = (words: string) => {
    child.kill('SIGKILL');
    const shown = console.trimEnd().split('\n').slice(-SHOWN_LINES);
    return new Error([words, 'The console ends with:', ...shown].join('\n  '));
  };
  const until = (reached: () => boolean, what: string, limitMs: number) =>
    new Promise<void>((resolve, reject) => {
      const settle = (settled: () => void) => {
        clearTimeout(timer);
        listeners.delete(look);
        settled();
      };
      const look = () => {
        if (reached()) settle(resolve);
        else if (end !== undefined) settle(() => reject(failure(`${end} before ${what}`)));
      };
      const late = `${what} did not come within ${limitMs / 1000} s`;
      const timer = setTimeout(() => settle(() => reject(failure(late))), limitMs);
      listeners.add(look);
      look();
    });
  const hasPrinted = (line: string) => console.includes(`${line}\n`);
  return {
    prints: (line, limitMs) => until(() => hasPrinted(line), `"${line}"`, limitMs),
    hasPrinted,
    ends: (limitMs) => until(() => end !== undefined, 'its end', limitMs),
  };
}

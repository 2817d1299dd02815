import { spawn } from 'node:child_process';
import { dyingWithParent } from '../../../src/host/dying-with-parent.ts';

/** A running QEMU. It is gone once one of these has failed, and never outlives this process. */
export type Qemu = {
  /** Waits for a line on the guest's console. */
  readonly prints: (line: string, limitMs: number) => Promise<void>;
  readonly ends: (limitMs: number) => Promise<void>;
};

/** QEMU ended or did not get on. The message has the last lines of the console. */
export class QemuFailure extends Error {
  readonly signal: NodeJS.Signals | undefined;
  constructor(message: string, signal: NodeJS.Signals | undefined) {
    super(message);
    this.signal = signal;
  }
}

const SHOWN_LINES = 40;

/** Starts QEMU with the guest's first serial port on its standard output. */
export function startQemu(argv: readonly [string, ...string[]], libraries: string): Qemu {
  const [file, ...args] = dyingWithParent(argv);
  const env = { ...process.env, LD_LIBRARY_PATH: libraries };
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  let console = '';
  const listeners = new Set<() => void>();
  const heard = (text: string) => {
    console += text.replaceAll('\r', '');
    for (const listener of listeners) listener();
  };
  child.stdout.setEncoding('utf8').on('data', heard);
  child.stderr.setEncoding('utf8').on('data', heard);
  let end: { readonly words: string; readonly signal: NodeJS.Signals | undefined } | undefined;
  const ended = (words: string, signal: NodeJS.Signals | null) => {
    end ??= { words, signal: signal ?? undefined };
    for (const listener of listeners) listener();
  };
  child.on('error', (error) => ended(`QEMU can't be started: ${error.message}`, null));
  child.on('close', (code, signal) => ended(`QEMU ended with ${signal ?? `code ${code}`}`, signal));

  const failure = (words: string) => {
    child.kill('SIGKILL');
    const shown = console.trimEnd().split('\n').slice(-SHOWN_LINES);
    return new QemuFailure([words, 'The end of the console:', ...shown].join('\n  '), end?.signal);
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
        else if (end !== undefined) settle(() => reject(failure(`${end?.words} before ${what}`)));
      };
      const timer = setTimeout(() => settle(() => reject(failure(`no ${what} within ${limitMs / 1000} s`))), limitMs);
      listeners.add(look);
      look();
    });
  return {
    prints: (line, limitMs) => until(() => console.includes(`${line}\n`), `"${line}"`, limitMs),
    ends: (limitMs) => until(() => end !== undefined, 'end', limitMs),
  };
}

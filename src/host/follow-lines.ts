import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { dyingWithParent } from './dying-with-parent.ts';
import type { Argv } from './host.ts';
import { programEnvironment } from './run-command.ts';

export type Follower = {
  /** A whole line of standard output, without its end. */
  readonly line: (text: string) => void;
  /** The program has begun (again), or said on standard error that it lost something: what came before may be incomplete. */
  readonly gap: (reason: string) => void;
};

/** The process id, for as long as one run of the program lives. */
export type Following = { readonly pid: () => number | undefined };

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 30_000;
/** A run that lived this long was a good one: the next pause is short again. */
const GOOD_RUN_MS = 10_000;

/**
 * Keeps a program running that prints a line whenever something happens, until the signal is aborted.
 * It never outlives the agent.
 */
export function followLines(argv: Argv, follower: Follower, signal: AbortSignal): Following {
  let pid: number | undefined;
  const [program, ...args] = dyingWithParent(argv);
  const runOnce = () =>
    new Promise<void>((resolve) => {
      const child = spawn(program, args, {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: programEnvironment,
        signal,
        killSignal: 'SIGKILL',
      });
      pid = child.pid;
      follower.gap('started');
      eachLine(child.stdout, follower.line);
      eachLine(child.stderr, follower.gap);
      const ended = () => {
        pid = undefined;
        resolve();
      };
      // A program that can't be started has no end.
      child.on('close', ended).on('error', () => child.pid === undefined && ended());
    });
  void keepRunning(runOnce, signal);
  return { pid: () => pid };
}

async function keepRunning(runOnce: () => Promise<void>, signal: AbortSignal): Promise<void> {
  let pause = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    const began = performance.now();
    await runOnce();
    if (performance.now() - began > GOOD_RUN_MS) pause = FIRST_PAUSE_MS;
    await delay(pause, undefined, { signal, ref: false }).catch(() => undefined);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

function eachLine(stream: NodeJS.ReadableStream, listener: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) listener(line);
  });
}

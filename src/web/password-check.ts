import { createRequire } from 'node:module';
import type { Worker } from 'node:worker_threads';

/** Compares passwords with bcrypt hashes, one after the other. */
export type PasswordCheck = {
  /** `undefined` when too many others are waiting. */
  readonly matches: (password: string, hash: string) => Promise<boolean> | undefined;
  readonly close: () => Promise<void>;
};

const MOST_WAITING = 32;
const IDLE_MS = 10_000;

/**
 * Runs in the worker. Plain JavaScript in a text, because a bundled agent has no file of its own for it. Each comparison
 * takes 60 ms of computing and more, during which events would stand still in the main thread.
 */
const WORKER = `
const { parentPort, workerData } = require('node:worker_threads');
const { compareSync } = require(workerData.bcrypt);
parentPort.on('message', ({ password, hash }) => parentPort.postMessage(compareSync(password, hash)));
`;

type Waiting = { readonly resolve: (matches: boolean) => void; readonly reject: (error: unknown) => void };

/** Starts its thread with the first comparison and lets it go when it has been idle for ten seconds. */
export function createPasswordCheck(): PasswordCheck {
  const waiting: Waiting[] = [];
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;

  return {
    matches(password, hash) {
      if (waiting.length >= MOST_WAITING) return undefined;
      clearTimeout(idle);
      worker ??= start();
      worker.postMessage({ password, hash });
      const { promise, resolve, reject } = Promise.withResolvers<boolean>();
      waiting.push({ resolve, reject });
      return promise;
    },
    close: () => letGo(new Error('the server is closing')),
  };

  function start(): Worker {
    const bcrypt = createRequire(import.meta.url).resolve('bcryptjs');
    // Loaded only where it is used: threads take several megabytes of memory.
    const threads = process.getBuiltinModule('node:worker_threads');
    const started = new threads.Worker(WORKER, { eval: true, execArgv: [], workerData: { bcrypt } });
    started.unref();
    started.on('message', (matches: unknown) => {
      waiting.shift()?.resolve(matches === true);
      if (waiting.length > 0) return;
      idle = setTimeout(() => void letGo(new Error('the password thread was idle')), IDLE_MS).unref();
    });
    started.on('error', (error) => void letGo(error));
    return started;
  }

  async function letGo(reason: unknown): Promise<void> {
    clearTimeout(idle);
    const former = worker;
    worker = undefined;
    for (const { reject } of waiting.splice(0)) reject(reason);
    await former?.terminate();
  }
}

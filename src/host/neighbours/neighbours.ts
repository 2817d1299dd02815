import type { Worker } from 'node:worker_threads';
import { HostError } from '../../core/errors.ts';
import type { NeighbourAnswer, NeighbourProbe } from '../host.ts';
import { inTime } from '../in-time.ts';
import type { FromAsker, ToAsker } from './messages.ts';

/** Asks neighbours in a thread of its own, which is there from the first question until nobody has asked for a while. */
export type Neighbours = {
  /** As `Host.probeNeighbour`. @param netns the file of a network namespace, empty for the agent's own */
  readonly ask: (netns: string, probe: NeighbourProbe, signal: AbortSignal) => Promise<NeighbourAnswer>;
  readonly close: () => void;
};

type Open = { readonly resolve: (answer: NeighbourAnswer) => void; readonly reject: (error: Error) => void };

const WORKER = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './neighbour-worker.js', import.meta.url);
const IDLE_MS = 60_000;
const MEMORY_MB = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 2 };
/** More are open only when the thread is stuck in the kernel. */
const MOST_OPEN = 256;

/** @param idle milliseconds after the last answer for which the thread stays */
export function createNeighbours(idle = IDLE_MS): Neighbours {
  const open = new Map<number, Open>();
  let questions = 0;
  let worker: Worker | undefined;
  let leaving: NodeJS.Timeout | undefined;

  const begin = (): Worker => {
    // Loaded only where it is used: threads take several megabytes of memory.
    const threads = process.getBuiltinModule('node:worker_threads');
    const begun = new threads.Worker(WORKER, { resourceLimits: MEMORY_MB, execArgv: [], name: 'neighbours' });
    begun.on('message', ({ asked, ...found }: FromAsker) => {
      const { resolve, reject } = open.get(asked) ?? {};
      if ('answer' in found) resolve?.(found.answer);
      else reject?.(new HostError(found.failure.kind, found.failure.target, found.failure.message));
    });
    let cause: unknown;
    begun.on('error', (error) => {
      cause = error;
    });
    begun.on('exit', () => {
      if (worker !== begun) return;
      worker = undefined;
      for (const { reject } of open.values()) {
        reject(new HostError('refused', 'neighbours', 'the thread that asks them has ended', { cause }));
      }
    });
    return begun;
  };

  const end = (): void => {
    clearTimeout(leaving);
    const ending = worker;
    worker = undefined;
    void ending?.terminate();
  };

  const settle = (number: number): void => {
    open.delete(number);
    if (open.size > 0) return;
    worker?.unref();
    leaving = setTimeout(end, idle);
    leaving.unref();
  };

  return {
    ask: async (netns, probe, signal) => {
      if (open.size >= MOST_OPEN) throw new HostError('refused', probe.device, 'too many questions are open');
      clearTimeout(leaving);
      worker ??= begin();
      worker.ref();
      const say = (message: ToAsker) => worker?.postMessage(message);
      questions += 1;
      const number = questions;
      const { promise, resolve, reject } = Promise.withResolvers<NeighbourAnswer>();
      open.set(number, { resolve, reject });
      say({ ask: number, netns, probe });
      try {
        return await inTime(`${probe.address} at ${probe.device}`, promise, signal);
      } finally {
        if (signal.aborted) say({ drop: number });
        settle(number);
      }
    },
    close: () => {
      end();
      for (const { reject } of open.values()) reject(new HostError('ended', 'neighbours', 'no longer wanted'));
    },
  };
}

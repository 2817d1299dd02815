import { closeSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';
import { HostError } from '../../../core/errors.ts';
import type { CheckPlan, CheckReport, CheckTarget, CheckTransition } from '../../checks.ts';
import { inTime } from '../../in-time.ts';
import { createLedger, LEDGER_BYTES } from '../sockets/ledger.ts';
import type { FromChecker, ThreadData, ToChecker } from './messages.ts';
import { unpack } from './packed-report.ts';

/** One thread that checks, from its beginning to its end. */
export type CheckerThread = {
  readonly replan: (plan: CheckPlan) => void;
  readonly report: (signal: AbortSignal) => Promise<CheckReport>;
  /** How often it has shown that it is alive. */
  readonly pulse: () => number;
  /** Lets it close what it has open. */
  readonly end: () => void;
  /** Ends it in the midst of whatever it does. */
  readonly kill: () => void;
};

export type ThreadEvents = {
  readonly transition: (transition: CheckTransition) => void;
  /** It ended, without having been asked to. */
  readonly died: (error: Error) => void;
};

/** What is open for a report: its targets are those of the plan when it was asked for. */
type Asked = {
  readonly targets: readonly CheckTarget[];
  readonly resolve: (report: CheckReport) => void;
  readonly reject: (error: Error) => void;
};

/** The thread ends with an error beyond this; ten thousand members take a tenth of it. */
const MEMORY_MB = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 4 };

/** In a bundle everything lies in one folder, under the names that the build gives. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? '../worker.ts' : './check-worker.js', import.meta.url);

/** How long a thread that is to end may take to close its sockets. */
const ENDING_MS = 1000;

export function beginThread(plan: CheckPlan, events: ThreadEvents, program: URL = WORKER): CheckerThread {
  const data: ThreadData = {
    descriptors: new SharedArrayBuffer(LEDGER_BYTES),
    pulse: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT),
  };
  const beats = new Int32Array(data.pulse);
  const asked = new Map<number, Asked>();
  let questions = 0;
  let targets: readonly CheckTarget[] = [];
  let ended = false;
  let error: unknown;

  // Loaded only where it is used: threads take several megabytes of memory.
  const threads = process.getBuiltinModule('node:worker_threads');
  const worker: Worker = new threads.Worker(program, {
    workerData: data,
    resourceLimits: MEMORY_MB,
    execArgv: [],
    name: 'checks',
  });
  const say = (message: ToChecker) => worker.postMessage(message);

  const giveUp = (why: string): void => {
    for (const { reject } of asked.values()) reject(new HostError('refused', 'checks', why, { cause: error }));
    asked.clear();
  };

  const answer = (question: number, use: (asked: Asked) => void): void => {
    const found = asked.get(question);
    asked.delete(question);
    if (asked.size === 0) worker.unref();
    if (found !== undefined) use(found);
  };

  worker.unref();
  worker.on('message', (message: FromChecker) => {
    if (ended) return;
    if ('transitions' in message) {
      for (const transition of message.transitions) events.transition(transition);
      // Whatever they set off at once is over by then.
      setImmediate(say, { heard: true });
    } else answer(message.report, ({ targets, resolve }) => resolve(unpack(message.found, targets)));
  });
  worker.on('error', (thrown) => {
    error = thrown;
  });
  worker.on('exit', () => {
    for (const fd of createLedger(data.descriptors).open()) closeSync(fd);
    giveUp('the checker has died');
    if (!ended) events.died(error instanceof Error ? error : new Error('the thread ended', { cause: error }));
    ended = true;
  });

  const replan = (plan: CheckPlan): void => {
    ({ targets } = plan);
    say({ plan });
  };
  const kill = (): void => {
    ended = true;
    giveUp('the checker was ended');
    void worker.terminate();
  };
  replan(plan);

  return {
    replan,
    pulse: () => Atomics.load(beats, 0),
    report: (signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<CheckReport>();
      questions += 1;
      asked.set(questions, { targets, resolve, reject });
      worker.ref();
      say({ report: questions });
      const question = questions;
      return inTime('checks', promise, signal).finally(() => answer(question, () => undefined));
    },
    end: () => {
      ended = true;
      giveUp('the checker was ended');
      say({ end: true });
      setTimeout(kill, ENDING_MS).unref();
    },
    kill,
  };
}

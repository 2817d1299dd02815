import { HostError, messageOf } from '../../core/errors.ts';
import type { CheckListener, CheckPlan, CheckReport, Checks } from '../checks.ts';
import { beginThread, type CheckerThread } from './thread/checker-thread.ts';
import { watchPulse } from './thread/watchdog.ts';

export type CheckerOptions = {
  /** Seconds after which a thread that shows no life is given up. */
  readonly patience: number;
  /** Milliseconds between the death of a thread and the beginning of the next one; twice as long after each further death. */
  readonly pause: number;
  /** Another program for the thread. */
  readonly worker?: URL;
};

const defaults: CheckerOptions = { patience: 15, pause: 1000 };
const LONGEST_PAUSE_MS = 60_000;
/** A thread that lived so long did not die of how it began. */
const LONG_LIFE_MS = 60_000;

type Living = { readonly thread: CheckerThread; readonly stop: () => void };

/** Checks the members of a plan until the signal is aborted. There is a thread only while there is something to check. */
export function beginChecks(
  plan: CheckPlan,
  listener: CheckListener,
  signal: AbortSignal,
  options: CheckerOptions = defaults,
): Checks {
  let current = plan;
  let living: Living | undefined;
  let restart: NodeJS.Timeout | undefined;
  let why: Error | undefined;
  let pause = options.pause;

  const begin = (): void => {
    restart = undefined;
    const began = performance.now();
    const died = (error: Error): void => {
      end();
      if (performance.now() - began > LONG_LIFE_MS) pause = options.pause;
      why = error;
      restart = setTimeout(begin, pause);
      restart.unref();
      pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
      listener.lost(error);
    };
    const thread = beginThread(current, { transition: listener.transition, died }, options.worker);
    const watch = watchPulse(thread.pulse, options.patience, () => {
      thread.kill();
      died(new Error(`the thread has not moved for ${options.patience} s`));
    });
    living = { thread, stop: watch.stop };
  };

  const end = (): void => {
    living?.stop();
    living = undefined;
  };

  const leave = (): void => {
    clearTimeout(restart);
    restart = undefined;
    const thread = living?.thread;
    end();
    thread?.end();
  };

  const replan = (plan: CheckPlan): void => {
    current = plan;
    if (signal.aborted) return;
    if (plan.targets.length === 0) leave();
    else if (living !== undefined) living.thread.replan(plan);
    else if (restart === undefined) begin();
  };

  replan(plan);
  signal.addEventListener('abort', leave, { once: true });
  return {
    replan,
    report: async (wanted) => {
      if (signal.aborted) throw new HostError('ended', 'checks', 'no longer wanted');
      if (living !== undefined) return await living.thread.report(wanted);
      if (current.targets.length === 0) return nothing;
      throw new HostError('refused', 'checks', `the checker died and will begin anew: ${messageOf(why)}`, {
        cause: why,
      });
    },
  };
}

const nothing: CheckReport = {
  targets: new Map(),
  groups: new Map(),
  checker: { openSockets: 0, waited: 0, missed: 0, untrusted: 0, lateness: 0 },
};

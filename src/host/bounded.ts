import { getSystemErrorMessage } from 'node:util';
import { HostError, type HostErrorKind } from '../core/errors.ts';

/** Runs an operation of the file system that may never return, and stops waiting for it in time. */
export type Bounded = {
  /** Rejects with a HostError of kind `deadline` or `ended`; the operation itself goes on in its thread until the kernel lets go. */
  readonly run: <T>(target: string, signal: AbortSignal, start: (done: Done<T>) => void) => Promise<T>;
  /** Operations that were given up and have not returned yet. */
  readonly hung: () => number;
};

export type Done<T> = (error: NodeJS.ErrnoException | null, value?: T) => void;

type Waiting = {
  readonly signal: AbortSignal;
  readonly since: number;
  readonly giveUp: (error: HostError) => void;
};

/** Fine enough for deadlines of a second; one timer serves every read, which a timer a read would not. */
const SWEEP_MS = 25;

/**
 * @param deadlineMs the longest that one operation is waited for
 * @param maxHung operations that may hang at once; beyond it new ones are refused, so that some threads stay free
 */
export function createBounded(deadlineMs: number, maxHung: number): Bounded {
  const waiting = new Map<symbol, Waiting>();
  const hung = new Set<string>();
  let sweeper: NodeJS.Timeout | undefined;

  const sweep = () => {
    const now = performance.now();
    for (const { signal, since, giveUp } of waiting.values()) {
      if (signal.aborted) giveUp(new HostError('ended', '', 'no longer wanted', { cause: signal.reason }));
      else if (now - since >= deadlineMs) giveUp(new HostError('deadline', '', `no answer within ${deadlineMs} ms`));
    }
    if (waiting.size > 0) return;
    clearInterval(sweeper);
    sweeper = undefined;
  };

  const refusal = (target: string, signal: AbortSignal): HostError | undefined => {
    if (signal.aborted) return new HostError('ended', target, 'no longer wanted', { cause: signal.reason });
    if (hung.has(target)) return new HostError('deadline', target, 'an earlier read has not returned');
    if (hung.size < maxHung) return undefined;
    return new HostError('deadline', target, `not read, because ${hung.size} earlier reads have not returned`);
  };

  return {
    hung: () => hung.size,
    run: (target, signal, start) =>
      new Promise((resolve, reject) => {
        const refused = refusal(target, signal);
        if (refused !== undefined) {
          reject(refused);
          return;
        }
        const ticket = Symbol();
        const since = performance.now();
        waiting.set(ticket, {
          signal,
          since,
          giveUp: (error) => {
            waiting.delete(ticket);
            hung.add(target);
            reject(new HostError(error.kind, target, error.message.replace(/^: /, ''), { cause: error.cause }));
          },
        });
        sweeper ??= setInterval(sweep, SWEEP_MS);
        start((error, value) => {
          if (!waiting.delete(ticket)) hung.delete(target);
          else if (error !== null) reject(hostError(target, error));
          else if (value === undefined) reject(new HostError('refused', target, 'no answer'));
          else resolve(value);
        });
      }),
  };
}

const KINDS: ReadonlyMap<string, HostErrorKind> = new Map([
  // A device that goes away while its file is open answers ENODEV, a process ESRCH.
  ...['ENOENT', 'ENODEV', 'ESRCH', 'ENXIO', 'ENOTDIR'].map((code): [string, HostErrorKind] => [code, 'absent']),
  ...['EACCES', 'EPERM'].map((code): [string, HostErrorKind] => [code, 'denied']),
]);

/** A file system error in the host's words. */
export function hostError(target: string, error: NodeJS.ErrnoException): HostError {
  const { code = 'unknown error', errno } = error;
  const words = errno === undefined ? code : `${getSystemErrorMessage(errno)} (${code})`;
  return new HostError(KINDS.get(code) ?? 'refused', target, words, { cause: error });
}

import { HostError } from '../core/errors.ts';

/** Waits for a promise that knows no signal itself. Rejects with kind `deadline` when the signal is aborted first. */
export async function inTime<T>(target: string, promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(new HostError('deadline', target, 'no answer in time', { cause: signal.reason }));
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

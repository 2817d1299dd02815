/** The longest that a timer of Node can wait. */
export const LONGEST_WAIT = 2 ** 31 - 1;

/** Until the time is over, something happens, or the signal is aborted. */
export async function wait(
  milliseconds: number,
  signal: AbortSignal,
  ...others: readonly Promise<void>[]
): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, Math.min(LONGEST_WAIT, Math.max(1, milliseconds)));
  const end = () => resolve();
  signal.addEventListener('abort', end, { once: true });
  await Promise.race([promise, ...others]);
  clearTimeout(timer);
  signal.removeEventListener('abort', end);
}

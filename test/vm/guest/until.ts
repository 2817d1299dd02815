import { setTimeout as delay } from 'node:timers/promises';

/** Asks again and again until the answer is yes; throws when it is not in time. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  limitMs = 90_000,
  stepMs = 5,
): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`not within ${limitMs / 1000} s: ${what}`);
    await delay(stepMs);
  }
}

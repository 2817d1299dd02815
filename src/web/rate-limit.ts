/** Whether one more request may pass now. */
export type RateLimit = { readonly allows: () => boolean };

/** A bucket of `burst` requests to begin with, into which one more falls every `interval` seconds. */
export function createRateLimit(
  { interval, burst }: { readonly interval: number; readonly burst: number },
  now: () => number = () => performance.now() / 1000,
): RateLimit {
  let saved = burst;
  let countedAt = now();
  return {
    allows() {
      const time = now();
      saved = Math.min(burst, saved + (time - countedAt) / interval);
      countedAt = time;
      if (saved < 1) return false;
      saved -= 1;
      return true;
    },
  };
}

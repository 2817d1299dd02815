/**
 * Notices that something stands still.
 * @param pulse a number that changes at least once a second as long as all is well
 * @param patience how many looks in a row, a second apart, may see the same: a process that was stopped itself, however
 * long, has looked but once meanwhile
 */
export function watchPulse(pulse: () => number, patience: number, still: () => void): { readonly stop: () => void } {
  let last = pulse();
  let same = 0;
  const timer = setInterval(() => {
    const now = pulse();
    same = now === last ? same + 1 : 0;
    last = now;
    if (same < patience) return;
    clearInterval(timer);
    still();
  }, 1000);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

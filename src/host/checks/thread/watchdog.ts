/** Before it has moved for the first time, much has to be loaded. */
const BEGINNING = 4;

/**
 * Notices that something stands still.
 * @param pulse a number that changes at least once a second as long as all is well
 * @param patience how many looks in a row, a second apart, may see the same: a process that was stopped itself, however
 * long, has looked but once meanwhile
 */
export function watchPulse(pulse: () => number, patience: number, still: () => void): { readonly stop: () => void } {
  const first = pulse();
  let last = first;
  let same = 0;
  const timer = setInterval(() => {
    const now = pulse();
    same = now === last ? same + 1 : 0;
    last = now;
    if (same < (now === first ? BEGINNING * patience : patience)) return;
    clearInterval(timer);
    still();
  }, 1000);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

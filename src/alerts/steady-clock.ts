/** The wall clock, with a word when somebody has set it. */
export type SteadyClock = { readonly now: () => number };

/** Less is how clocks are kept right, not set (adjtime(3)). */
const SET_MS = 1000;

/**
 * @param onSet told by how many milliseconds the clock was set, before the new time is given: what was kept under the old
 * time has to move along, or samples would lie in the future and alerts wait for hours
 */
export function createSteadyClock(
  onSet: (milliseconds: number) => void,
  wall: () => number = Date.now,
  steady: () => number = () => performance.now(),
): SteadyClock {
  let offset = wall() - steady();
  return {
    now: () => {
      const time = wall();
      const step = time - steady() - offset;
      offset += step;
      if (Math.abs(step) >= SET_MS) onSet(step);
      return time;
    },
  };
}

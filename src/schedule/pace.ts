/** Lets a burst through at once and then holds a steady rate (a token bucket). */
export type Pace = {
  /** Takes a turn: the milliseconds to wait for it, 0 when it may begin now. */
  readonly take: (now: number) => number;
};

/**
 * @param burst turns that may be taken without waiting
 * @param perSecond turns that come back each second
 */
export function createPace(burst: number, perSecond: number): Pace {
  let turns = burst;
  let last = 0;
  return {
    take: (now) => {
      turns = Math.min(burst, turns + ((now - last) / 1000) * perSecond);
      last = now;
      turns -= 1;
      return turns >= 0 ? 0 : (-turns / perSecond) * 1000;
    },
  };
}

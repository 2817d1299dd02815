/** Spreads members evenly over their delay, and keeps each at its own times. */
export type Periods = {
  /** When the first period of a new member begins: soon, and apart from all others of this delay. */
  readonly first: (delay: number, now: number) => number;
};

/** Multiples of it, without their whole part, lie as evenly between 0 and 1 as any sequence's whose length is not known. */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

export function createPeriods(): Periods {
  const given = new Map<number, number>();
  return {
    first: (delay, now) => {
      const count = given.get(delay) ?? 0;
      given.set(delay, count + 1);
      const phase = ((count * GOLDEN_RATIO) % 1) * delay;
      // Times are multiples of the delay after the clock's zero, plus the phase, whenever the member came.
      return now + ((((phase - now) % delay) + delay) % delay);
    },
  };
}

/**
 * How many whole periods have passed since the one that is due began, when it was not noticed before `now`. The next one
 * begins where it would have anyway.
 */
export function wholePeriods(due: number, delay: number, now: number): number {
  return Math.max(0, Math.floor((now - due) / delay));
}

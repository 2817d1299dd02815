export type Backoff = {
  /** Milliseconds to wait before the next try; longer after each one that followed closely. */
  readonly next: () => number;
  readonly reset: () => void;
};

/**
 * Doubles from `first` to `most` milliseconds. Each wait is shortened by up to half, at random, so that the agents of a
 * whole site do not meet a broker that has just come back all at once.
 */
export function createBackoff(first: number, most: number, random: () => number = Math.random): Backoff {
  let tries = 0;
  return {
    next: () => {
      const full = Math.min(most, first * 2 ** Math.min(tries, 30));
      tries += 1;
      return full * (1 - random() / 2);
    },
    reset: () => {
      tries = 0;
    },
  };
}

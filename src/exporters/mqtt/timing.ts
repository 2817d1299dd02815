/** How long things may take, in milliseconds. */
export type Timing = {
  /** From the first packet to the broker's acceptance. */
  readonly connect: number;
  /** Messages under way and no answer to any of them. */
  readonly silence: number;
  /** Between connections: the first wait, which then doubles, and the longest. */
  readonly firstRetry: number;
  readonly longestRetry: number;
  /** A connection that held this long was a good one: the next wait is a short one again. */
  readonly good: number;
  /** At the end: for what is still to be published, and then for the last word. */
  readonly drain: number;
  readonly farewell: number;
};

export const usualTiming: Timing = {
  connect: 10_000,
  silence: 20_000,
  firstRetry: 500,
  longestRetry: 30_000,
  good: 10_000,
  drain: 700,
  farewell: 400,
};

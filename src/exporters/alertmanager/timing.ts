/** How long things may take, in milliseconds. */
export type Timing = {
  /** Between tries: the first wait, which then doubles, and the longest. */
  readonly firstRetry: number;
  readonly longestRetry: number;
};

export const usualTiming: Timing = { firstRetry: 500, longestRetry: 30_000 };

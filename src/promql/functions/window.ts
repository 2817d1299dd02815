/** The time that a range covers, in milliseconds since 1970, and how it is to be understood. */
export type Window = {
  readonly from: number;
  readonly to: number;
  /** The moment of the evaluation: `to` without the selector's offset. */
  readonly now: number;
  /** The major version of the Prometheus whose answers are wanted. */
  readonly dialect: 2 | 3;
};

import type { Occurrence } from './definition.ts';
import type { Family } from './metric.ts';
import type { State, States } from './state.ts';

/**
 * `ok` everything was read; `partial` some objects could not be read, the others are here;
 * `absent` the host does not have this feature; `failed` nothing can be said.
 */
export type Outcome = 'ok' | 'partial' | 'absent' | 'failed';
export const outcomes: readonly Outcome[] = ['ok', 'partial', 'absent', 'failed'];

/** Something that could not be read. `subject` is the object, or the collector's name when all of it is meant. */
export type Problem = { readonly subject: string; readonly message: string };

/** The last finished reading of one collector. */
export type Snapshot = {
  readonly collector: string;
  readonly outcome: Outcome;
  readonly problems: readonly Problem[];
  /** Empty when failed. An object that could not be read this time stands here as it was last seen. */
  readonly states: States;
  /** What was true between the last reading and this one, oldest first, where that is known. */
  readonly between?: readonly States[] | undefined;
  readonly occurrences: readonly Occurrence[];
  /** Whether an object that an earlier run knew and that is not among the states may be there all the same. */
  readonly mayRemain?: ((state: State) => boolean) | undefined;
  /** Milliseconds since 1970 at which this reading began. */
  readonly readAt: number;
  /** `performance.now()` at the beginning of the last reading of everything, from which the age is told. */
  readonly polledAt: number;
  readonly durationSeconds: number;
  /** Points, made when first asked for and kept. Empty when failed or absent. */
  readonly families: () => readonly Family[];
};

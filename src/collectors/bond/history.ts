import type { Occurrence } from '../../core/definition.ts';
import type { State } from '../../core/state.ts';
import { follow } from './announced/follow.ts';
import type { Entry } from './announced/log.ts';
import { type Bond, hasTurned } from './bond.ts';
import type { BondMemory } from './memory.ts';
import { flapsBetween } from './tell/flaps.ts';
import { statesOfBond } from './tell/states.ts';

/** What a reading of a bond adds to what is remembered of it. */
export type History = {
  readonly memory: BondMemory;
  readonly occurrences: readonly Occurrence[];
  /** Its states, and those of its slaves, between the last reading and this one. */
  readonly between: readonly (readonly State[])[];
};

/**
 * @param entries what was announced about the bond since the place up to which its trail was followed
 * @param clock milliseconds on the reader's clock
 */
export function historyOf(before: BondMemory, bond: Bond, entries: readonly Entry[], clock: number): History {
  const { between, trail } = follow(before.trail, entries, before.bond, bond, clock);
  let { failovers, states } = before;
  let last = before.bond;
  const stages: (readonly State[])[] = [];
  const occurrences: Occurrence[] = [];
  for (const stage of [...between, bond]) {
    if (last !== undefined) {
      failovers += hasTurned(last, stage) ? 1 : 0;
      occurrences.push(...flapsBetween(last, stage));
    }
    states = statesOfBond(stage, states);
    stages.push(states);
    last = stage;
  }
  return {
    memory: { bond, failure: undefined, failovers, states, trail },
    occurrences,
    between: stages.slice(0, -1),
  };
}

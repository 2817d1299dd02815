import type { Occurrence } from '../../core/definition.ts';
import type { State } from '../../core/state.ts';
import { follow } from './announced/follow.ts';
import type { Entry } from './announced/log.ts';
import { type Bond, hasTurned, steadyStatus } from './bond.ts';
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
 * @param wall the same moment in milliseconds since 1970
 */
export function historyOf(
  before: BondMemory,
  bond: Bond,
  entries: readonly Entry[],
  clock: number,
  wall = Date.now(),
): History {
  const { between, trail } = follow(before.trail, entries, before.bond, bond, clock);
  let { failovers, failedOverAt, linkChangedAt, states } = before;
  let last = before.bond;
  const stages: (readonly State[])[] = [];
  const occurrences: Occurrence[] = [];
  for (const stage of [...between, bond]) {
    if (last !== undefined) {
      if (hasTurned(last, stage)) {
        failovers += 1;
        failedOverAt = wall;
      }
      linkChangedAt = linkChanges(linkChangedAt, last, stage, wall);
      occurrences.push(...flapsBetween(last, stage));
    }
    states = statesOfBond(stage, states);
    stages.push(states);
    last = stage;
  }
  return {
    memory: { bond, failure: undefined, failovers, failedOverAt, linkChangedAt, states, trail },
    occurrences,
    between: stages.slice(0, -1),
  };
}

/** A failure that was over before anybody looked counts as well. */
function linkChanges(
  known: ReadonlyMap<string, number>,
  before: Bond,
  after: Bond,
  wall: number,
): ReadonlyMap<string, number> {
  const earlier = new Map(before.report.slaves.map((slave) => [slave.name, slave]));
  const moments = after.report.slaves.map((slave): [string, number | undefined] => {
    const was = earlier.get(slave.name);
    const isSame =
      was === undefined ||
      (was.linkFailures === slave.linkFailures &&
        steadyStatus(before.report, was) === steadyStatus(after.report, slave));
    return [slave.name, isSame ? known.get(slave.name) : wall];
  });
  return new Map(moments.flatMap(([name, at]) => (at === undefined ? [] : [[name, at]])));
}

import type { Occurrence } from '../../core/definition.ts';
import { messageOf } from '../../core/errors.ts';
import type { Problem } from '../../core/snapshot.ts';
import { type State, statesOf } from '../../core/state.ts';
import type { Host, LinkNotice } from '../../host/host.ts';
import type { Collected, CollectRequest, Reader } from '../collector.ts';
import { subjectOf } from './bond.ts';
import type { DoorMemory } from './memory.ts';
import type { BondCollectorSettings } from './settings.ts';
import { familiesOf } from './tell/points.ts';
import { visitDoors } from './visit-doors.ts';

/** @param clock milliseconds that never go backwards */
export function startBonds(host: Host, settings: BondCollectorSettings, clock = () => performance.now()): Reader {
  let doors: ReadonlyMap<string, DoorMemory> = new Map();

  const collect = async ({ signal, changed }: CollectRequest): Promise<Collected> => {
    const age = { now: clock(), maxAgeMs: settings.settings_max_age * 1000 };
    const visit = await visitDoors(host, doors, changed, age, signal);
    // A reading that was given up must not change what the next one is compared with.
    signal.throwIfAborted();
    const seen = [...visit.doors.values()];
    const blind = seen.find(({ failure }) => failure !== undefined);
    if (blind !== undefined && seen.every(({ failure, present }) => failure !== undefined || !present)) {
      throw new Error("the bonds can't be listed", { cause: blind.failure });
    }
    doors = visit.doors;
    return result(seen, visit.occurrences, settings);
  };

  const watch: Reader['watch'] = (listener, signal) => {
    host.watchLinks((notice: LinkNotice) => listener.changed(notice), signal);
  };
  return { collect, watch };
}

function result(
  doors: readonly DoorMemory[],
  occurrences: readonly Occurrence[],
  settings: BondCollectorSettings,
): Collected {
  if (!doors.some(({ present }) => present)) {
    return { outcome: 'absent', problems: [], states: statesOf([]), occurrences, families: () => [] };
  }
  const problems = doors.flatMap(problemsOf);
  const states = doors.flatMap(({ bonds }) => [...bonds.values()].flatMap(({ states }): readonly State[] => states));
  return {
    outcome: problems.length === 0 ? 'ok' : 'partial',
    problems,
    states: statesOf(states),
    occurrences,
    // What an earlier run of the agent knew and this one could not read yet is not gone.
    mayRemain: problems.length === 0 ? undefined : () => true,
    families: () => familiesOf(doors, settings),
  };
}

function problemsOf({ netns, failure, bonds }: DoorMemory): readonly Problem[] {
  const own = failure === undefined ? [] : [{ subject: netns === '' ? 'bond' : netns, message: messageOf(failure) }];
  const others = [...bonds].flatMap(([name, memory]) => {
    const messages = memory.failure === undefined ? (memory.bond?.problems ?? []) : [messageOf(memory.failure)];
    return messages.map((message) => ({ subject: subjectOf(netns, name), message }));
  });
  return [...own, ...others];
}

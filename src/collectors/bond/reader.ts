import { messageOf } from '../../core/errors.ts';
import type { Problem } from '../../core/snapshot.ts';
import { type State, type States, statesOf } from '../../core/state.ts';
import type { Host, LinkNotice } from '../../host/host.ts';
import type { Collected, CollectRequest, Reader } from '../collector.ts';
import { type AnnouncementLog, createAnnouncementLog } from './announced/log.ts';
import { subjectOf } from './bond.ts';
import type { DoorMemory } from './memory.ts';
import { remainingIn } from './remaining.ts';
import type { BondCollectorSettings } from './settings.ts';
import { familiesOf } from './tell/points.ts';
import { type Visit, visitDoors } from './visit-doors.ts';

/** @param clock milliseconds that never go backwards */
export function startBonds(host: Host, settings: BondCollectorSettings, clock = () => performance.now()): Reader {
  let doors: ReadonlyMap<string, DoorMemory> = new Map();
  const log = createAnnouncementLog();

  const collect = async ({ signal, changed }: CollectRequest): Promise<Collected> => {
    const heardBefore = log.place();
    const age = { now: clock(), maxAgeMs: settings.settings_max_age * 1000 };
    const visit = await visitDoors(host, doors, changed, log, age, signal);
    // A reading that was given up must not change what the next one is compared with.
    signal.throwIfAborted();
    const seen = [...visit.doors.values()];
    const blind = seen.find(({ failure }) => failure !== undefined);
    if (blind !== undefined && seen.every(({ failure, present }) => failure !== undefined || !present)) {
      throw new Error("the bonds can't be listed", { cause: blind.failure });
    }
    const between = betweenOf(doors, visit.between);
    doors = visit.doors;
    forgetFollowed(log, doors, heardBefore);
    return { ...result(seen, visit, settings), between };
  };

  const watch: Reader['watch'] = (listener, signal) => {
    const heard = (notice: LinkNotice) => {
      log.heard(notice);
      listener.changed(notice);
    };
    host.watchLinks(heard, signal);
  };
  return { collect, watch };
}

/** All states at each stage of the bonds that went through some between two readings. */
function betweenOf(before: ReadonlyMap<string, DoorMemory>, stages: readonly (readonly State[])[]): readonly States[] {
  if (stages.length === 0) return [];
  let states = statesOf(statesIn([...before.values()]));
  return stages.map((stage) => {
    states = new Map([...states, ...statesOf(stage)]);
    return states;
  });
}

/** @param heardBefore what came before the reading and is of no bond that was found is of none that is there */
function forgetFollowed(log: AnnouncementLog, doors: ReadonlyMap<string, DoorMemory>, heardBefore: number): void {
  for (const [netns, bond] of log.bonds()) {
    const memory = doors.get(netns)?.bonds.get(bond);
    log.forget(netns, bond, memory?.trail.place ?? heardBefore);
  }
}

function statesIn(doors: readonly DoorMemory[]): readonly State[] {
  return doors.flatMap(({ bonds }) => [...bonds.values()].flatMap(({ states }) => states));
}

function result(
  doors: readonly DoorMemory[],
  { occurrences, unlisted }: Pick<Visit, 'occurrences' | 'unlisted'>,
  settings: BondCollectorSettings,
): Collected {
  if (!doors.some(({ present }) => present)) {
    return { outcome: 'absent', problems: [], states: statesOf([]), occurrences, families: () => [] };
  }
  const listing = unlisted === undefined ? [] : [{ subject: 'bond', message: messageOf(unlisted) }];
  const problems = [...listing, ...doors.flatMap(problemsOf)];
  return {
    outcome: problems.length === 0 ? 'ok' : 'partial',
    problems,
    states: statesOf(statesIn(doors)),
    occurrences,
    mayRemain: remainingIn(doors, unlisted === undefined),
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

import type { Occurrence } from '../../core/definition.ts';
import type { State } from '../../core/state.ts';
import type { Host } from '../../host/host.ts';
import { noTrail } from './announced/follow.ts';
import type { AnnouncementLog } from './announced/log.ts';
import { type Announced, concernedBonds } from './concerned.ts';
import { historyOf } from './history.ts';
import { type BondMemory, type DoorMemory, emptyMemory } from './memory.ts';
import { listBonds } from './read/list-bonds.ts';
import { readBond, type SettingsAge } from './read/read-bond.ts';

/** What to read behind a door: everything at a poll, everything because of a notification, or what devices concern. */
export type Scope = 'poll' | 'all' | Announced;

export type DoorReading = {
  readonly memory: DoorMemory;
  readonly occurrences: readonly Occurrence[];
  /** The states that bonds went through since they were last read, by their key, where that is known. */
  readonly between: readonly (readonly State[])[];
};

type Reading = {
  readonly name: string;
  readonly memory: BondMemory | undefined;
  readonly occurrences: readonly Occurrence[];
  readonly between: DoorReading['between'];
};

const neverRead: BondMemory = {
  bond: undefined,
  failure: undefined,
  failovers: 0,
  failedOverAt: undefined,
  linkChangedAt: new Map(),
  states: [],
  trail: noTrail,
};

/** Reads the bonds in one namespace. Rejects only when the signal is aborted: a failure is kept in the memory. */
export async function readDoor(
  door: Host,
  before: DoorMemory,
  scope: Scope,
  log: AnnouncementLog,
  age: Pick<SettingsAge, 'now' | 'maxAgeMs'>,
  signal: AbortSignal,
): Promise<DoorReading> {
  try {
    const devices = scope === 'poll' || scope === 'all' || before.failure !== undefined ? undefined : scope;
    const some = devices === undefined ? undefined : await concernedBonds(door, before, devices, signal);
    const names = some === undefined ? await listBonds(door, signal) : [...some];
    if (names === undefined) return { memory: emptyMemory(door.netns), occurrences: [], between: [] };
    const readings = await Promise.all(
      names.map((name, index) => {
        const headStartMs = (age.maxAgeMs * index) / names.length;
        const announced = scope === 'all' || (devices?.has(name) ?? false);
        return read(door, name, before.bonds.get(name) ?? neverRead, log, { ...age, headStartMs, announced }, signal);
      }),
    );
    return {
      memory: {
        netns: door.netns,
        present: some === undefined || before.present,
        failure: undefined,
        bonds: merged(some === undefined ? new Map() : before.bonds, readings),
      },
      occurrences: readings.flatMap(({ occurrences }) => occurrences),
      between: readings.flatMap(({ between }) => between),
    };
  } catch (failure) {
    signal.throwIfAborted();
    return { memory: { ...before, failure }, occurrences: [], between: [] };
  }
}

async function read(
  door: Host,
  name: string,
  before: BondMemory,
  log: AnnouncementLog,
  age: SettingsAge,
  signal: AbortSignal,
): Promise<Reading> {
  try {
    const bond = await readBond(door, name, before.bond, age, signal);
    if (bond === undefined) return { name, memory: undefined, occurrences: [], between: [] };
    return { name, ...historyOf(before, bond, log.since(door.netns, name, before.trail.place), age.now) };
  } catch (failure) {
    signal.throwIfAborted();
    return { name, memory: { ...before, failure }, occurrences: [], between: [] };
  }
}

/** The bonds of before with what was read of them; those that are gone are left out. */
function merged(
  before: ReadonlyMap<string, BondMemory>,
  readings: readonly Reading[],
): ReadonlyMap<string, BondMemory> {
  const bonds = new Map(before);
  for (const { name, memory } of readings) {
    if (memory === undefined) bonds.delete(name);
    else bonds.set(name, memory);
  }
  return bonds;
}

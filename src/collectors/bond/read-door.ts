import type { Occurrence } from '../../core/definition.ts';
import type { Host } from '../../host/host.ts';
import { concernedBonds } from './concerned.ts';
import { type BondMemory, type DoorMemory, emptyMemory } from './memory.ts';
import { listBonds } from './read/list-bonds.ts';
import { readBond, type SettingsAge } from './read/read-bond.ts';
import { flapsBetween } from './tell/flaps.ts';
import { statesOfBond } from './tell/states.ts';

/** What to read behind a door: everything at a poll, everything because of a notification, or what devices concern. */
export type Scope = 'poll' | 'all' | ReadonlySet<string>;

export type DoorReading = { readonly memory: DoorMemory; readonly occurrences: readonly Occurrence[] };

type Reading = {
  readonly name: string;
  readonly memory: BondMemory | undefined;
  readonly occurrences: readonly Occurrence[];
};

const neverRead: BondMemory = { bond: undefined, failure: undefined, failovers: 0, states: [] };

/** Reads the bonds in one namespace. Rejects only when the signal is aborted: a failure is kept in the memory. */
export async function readDoor(
  door: Host,
  before: DoorMemory,
  scope: Scope,
  age: Pick<SettingsAge, 'now' | 'maxAgeMs'>,
  signal: AbortSignal,
): Promise<DoorReading> {
  try {
    const devices = scope === 'poll' || scope === 'all' || before.failure !== undefined ? undefined : scope;
    const some = devices === undefined ? undefined : await concernedBonds(door, before, devices, signal);
    const names = some === undefined ? await listBonds(door, signal) : [...some];
    if (names === undefined) return { memory: emptyMemory(door.netns), occurrences: [] };
    const readings = await Promise.all(
      names.map((name, index) => {
        const headStartMs = (age.maxAgeMs * index) / names.length;
        const announced = scope === 'all' || (devices?.has(name) ?? false);
        return read(door, name, before.bonds.get(name), { ...age, headStartMs, announced }, signal);
      }),
    );
    return {
      memory: {
        netns: door.netns,
        present: true,
        failure: undefined,
        bonds: merged(some === undefined ? new Map() : before.bonds, readings),
      },
      occurrences: readings.flatMap(({ occurrences }) => occurrences),
    };
  } catch (failure) {
    signal.throwIfAborted();
    return { memory: { ...before, failure }, occurrences: [] };
  }
}

async function read(
  door: Host,
  name: string,
  before: BondMemory | undefined,
  age: SettingsAge,
  signal: AbortSignal,
): Promise<Reading> {
  try {
    const bond = await readBond(door, name, before?.bond, age, signal);
    if (bond === undefined) return { name, memory: undefined, occurrences: [] };
    const last = before?.bond;
    const turned = last !== undefined && last.report.activeSlave !== bond.report.activeSlave;
    return {
      name,
      memory: {
        bond,
        failure: undefined,
        failovers: (before?.failovers ?? 0) + (turned ? 1 : 0),
        states: statesOfBond(bond, before?.states ?? []),
      },
      occurrences: last === undefined ? [] : flapsBetween(last, bond),
    };
  } catch (failure) {
    signal.throwIfAborted();
    return { name, memory: { ...(before ?? neverRead), failure }, occurrences: [] };
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

import type { Occurrence } from '../../core/definition.ts';
import type { Host, LinkNotice, Namespace } from '../../host/host.ts';
import { announcedRole, type Role } from './announced/announcement.ts';
import type { AnnouncementLog } from './announced/log.ts';
import { type DoorMemory, emptyMemory } from './memory.ts';
import type { SettingsAge } from './read/read-bond.ts';
import { type DoorReading, readDoor, type Scope } from './read-door.ts';

/** Every namespace after a reading, the host's own first. */
export type Visit = {
  readonly doors: ReadonlyMap<string, DoorMemory>;
  readonly occurrences: readonly Occurrence[];
  /** The states of single bonds since they were last read. */
  readonly between: DoorReading['between'];
  /** Why it is not known which namespaces there are, where that matters. */
  readonly unlisted: unknown;
};

type Age = Pick<SettingsAge, 'now' | 'maxAgeMs'>;

/**
 * Reads the bonds of the host's own namespace and of the others: all of them at a poll, otherwise only what notifications
 * concern. Namespaces that are gone are left out.
 * @param before what is known of each namespace
 * @throws when the signal is aborted; any other failure is kept in the memory
 */
export async function visitDoors(
  host: Host,
  before: ReadonlyMap<string, DoorMemory>,
  changed: readonly LinkNotice[] | undefined,
  log: AnnouncementLog,
  age: Age,
  signal: AbortSignal,
): Promise<Visit> {
  const scopes = changed === undefined ? undefined : scopesOf(changed);
  const scopeOf = (netns: string): Scope | undefined => (scopes === undefined ? 'poll' : scopes.get(netns));
  const memoryOf = (netns: string) => before.get(netns) ?? emptyMemory(netns);
  const read = async (door: Host): Promise<DoorReading> => {
    const scope = scopeOf(door.netns);
    const memory = memoryOf(door.netns);
    return scope === undefined ? unread(memory) : await readDoor(door, memory, scope, log, age, signal);
  };
  const othersAreConcerned = scopes === undefined || [...scopes.keys()].some((netns) => netns !== '');
  const [own, others] = await Promise.all([
    read(host),
    othersAreConcerned ? readOthers(host, before, read, signal) : { readings: remembered(before), unlisted: undefined },
  ]);
  // Once the driver is loaded it shows itself in every namespace: without it, it does not matter which can't be entered.
  const mayBeThere = own.memory.present || own.memory.failure !== undefined;
  const shown = others.readings.filter(({ memory }) => mayBeThere || memory.present);
  const readings = [own, ...shown];
  return {
    doors: new Map(readings.map(({ memory }) => [memory.netns, memory])),
    occurrences: readings.flatMap(({ occurrences }) => occurrences),
    between: readings.flatMap(({ between }) => between),
    unlisted: mayBeThere ? others.unlisted : undefined,
  };
}

type Others = { readonly readings: readonly DoorReading[]; readonly unlisted: unknown };

async function readOthers(
  host: Host,
  before: ReadonlyMap<string, DoorMemory>,
  read: (door: Host) => Promise<DoorReading>,
  signal: AbortSignal,
): Promise<Others> {
  try {
    const namespaces = await host.namespaces(signal);
    const readings = await Promise.all(
      namespaces.map(async (namespace: Namespace) => {
        if ('host' in namespace) return await read(namespace.host);
        const memory = before.get(namespace.netns) ?? emptyMemory(namespace.netns);
        return unread({ ...memory, failure: namespace.error });
      }),
    );
    return { readings, unlisted: undefined };
  } catch (failure) {
    signal.throwIfAborted();
    const readings = remembered(before).map(({ memory }) => unread({ ...memory, failure }));
    return { readings, unlisted: failure };
  }
}

function remembered(before: ReadonlyMap<string, DoorMemory>): readonly DoorReading[] {
  return [...before.values()].filter(({ netns }) => netns !== '').map(unread);
}

function unread(memory: DoorMemory): DoorReading {
  return { memory, occurrences: [], between: [] };
}

/** What the notifications of each namespace ask for. One that names no device asks for everything there. */
function scopesOf(notices: readonly LinkNotice[]): ReadonlyMap<string, Scope> {
  const devices = new Map<string, Map<string, Role | undefined>>();
  const all = new Set<string>();
  for (const notice of notices) {
    const { netns, interface: name } = notice;
    const names = devices.get(netns) ?? new Map<string, Role | undefined>();
    devices.set(netns, names);
    if (name === undefined) all.add(netns);
    else names.set(name, announcedRole(notice));
  }
  return new Map([...devices].map(([netns, names]): [string, Scope] => [netns, all.has(netns) ? 'all' : names]));
}

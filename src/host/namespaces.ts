import { existsSync, type FSWatcher, watch } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { HostError } from '../core/errors.ts';
import type { Following } from './follow-lines.ts';
import type { Host, LinkNotice, Namespace } from './host.ts';
import { monitorCommand, monitorLinks } from './link-monitor.ts';
import { namespaceDoor } from './namespace-door.ts';
import { type Found, findNamespaces, NAMED, type NamespaceSelection } from './namespace-list.ts';
import type { Neighbours } from './neighbours/neighbours.ts';
import { hasOwnSysfs } from './own-sysfs.ts';

/** The namespaces of the host and a resident process in each of them. */
export type Namespaces = {
  readonly list: () => Promise<readonly Namespace[]>;
  /** The path by which a file of sysfs is reached as it is in a namespace. Rejects when the namespace can't be entered. */
  readonly pathIn: (netns: string, file: string) => Promise<string>;
  readonly close: () => void;
};

/** The process in a namespace: it prints the link notifications there, and by its id the namespace's files can be read. */
type Resident = {
  readonly found: Found;
  /** What ip(8) calls the namespace. */
  readonly name: string;
  readonly following: Following;
  readonly leave: AbortController;
  /** The process that is known to have arrived. */
  arrived: number | undefined;
};

type Files = Parameters<typeof findNamespaces>[0];

const LISTING_DEADLINE_MS = 2000;
const ARRIVAL_DEADLINE_MS = 1000;
const ARRIVAL_STEP_MS = 3;
/** Collectors that read at the same moment share one listing. */
const FRESH_MS = 100;

/**
 * @param own the door of the agent's own namespace
 * @param announce gets the link notifications of all namespaces, and one without a device when a namespace comes or goes
 */
export function createNamespaces(
  own: Host,
  neighbours: Neighbours,
  files: Files,
  selection: NamespaceSelection,
  announce: (notice: LinkNotice) => void,
): Namespaces {
  const residents = new Map<string, Resident>();
  let last: { readonly at: number; readonly list: Promise<readonly Namespace[]> } | undefined;
  let watcher: FSWatcher | undefined;

  const list = (): Promise<readonly Namespace[]> => {
    watcher ??= watchNamed(refresh);
    if (last === undefined || performance.now() - last.at > FRESH_MS) {
      const listing = survey();
      // A failed listing is the caller's to report; the next caller makes a new one.
      listing.catch(() => {
        last = undefined;
      });
      last = { at: performance.now(), list: listing };
    }
    return last.list;
  };

  const refresh = () => {
    last = undefined;
    // What fails here fails again, and is reported, when a collector asks.
    list().catch(() => undefined);
  };

  const survey = async (): Promise<readonly Namespace[]> => {
    const signal = AbortSignal.timeout(LISTING_DEADLINE_MS);
    const found = await findNamespaces(files, selection, signal);
    const taken = found.slice(0, selection.limit);
    dismiss(taken);
    for (const one of taken) {
      if (!residents.has(one.netns)) residents.set(one.netns, moveIn(one));
    }
    const doors = await Promise.all(taken.map((one) => doorOf(one, signal)));
    return [
      ...doors.flat(),
      ...found.slice(selection.limit).map(({ netns }) => ({ netns, error: beyondLimit(netns) })),
    ];
  };

  const beyondLimit = (netns: string) =>
    new HostError('refused', netns, `not read: there are more than ${selection.limit} network namespaces`);

  /** A resident keeps its namespace alive: it must leave at once when the name is gone or leads elsewhere. */
  const dismiss = (found: readonly Found[]) => {
    const current = new Map(found.map((one) => [one.netns, one.inode]));
    for (const [netns, resident] of residents) {
      if (current.get(netns) === resident.found.inode) continue;
      resident.leave.abort();
      residents.delete(netns);
      announce({ netns });
    }
  };

  const moveIn = (found: Found): Resident => {
    const leave = new AbortController();
    // `ip -n` takes a name below its directory; a process's namespace is reached from there by a relative path.
    const name = found.path.startsWith(`${NAMED}/`) ? found.path.slice(NAMED.length + 1) : `../..${found.path}`;
    const following = monitorLinks(found.netns, monitorCommand(['-n', name]), announce, leave.signal);
    return { found, name, following, leave, arrived: undefined };
  };

  /** None when the namespace has gone meanwhile. */
  const doorOf = async ({ netns, path, inode }: Found, signal: AbortSignal): Promise<readonly Namespace[]> => {
    const resident = residents.get(netns);
    const pid = resident === undefined ? undefined : await arrival(resident, signal);
    if (resident !== undefined && pid !== undefined) {
      return [{ netns, host: namespaceDoor(own, neighbours, resident.found, pid) }];
    }
    if ((await files.inode(path, signal).catch(() => undefined)) !== inode) return [];
    const reason = `can't be entered: ip -n ${netns} did not start there (it takes CAP_SYS_ADMIN and ${NAMED})`;
    return [{ netns, error: new HostError('denied', netns, reason) }];
  };

  const arrival = async (resident: Resident, signal: AbortSignal): Promise<number | undefined> => {
    const deadline = performance.now() + ARRIVAL_DEADLINE_MS;
    do {
      const pid = resident.following.pid();
      if (pid !== undefined && pid === resident.arrived) return pid;
      if (pid !== undefined && (await hasArrived(pid, resident, signal))) {
        resident.arrived = pid;
        return pid;
      }
      await delay(ARRIVAL_STEP_MS);
    } while (performance.now() < deadline && !resident.leave.signal.aborted);
    return undefined;
  };

  /** In the namespace, and with the namespace's own sysfs: what is seen before that is the host's. */
  const hasArrived = async (pid: number, { found, name }: Resident, signal: AbortSignal): Promise<boolean> => {
    const inode = await files.inode(`/proc/${pid}/ns/net`, signal).catch(() => undefined);
    if (inode !== found.inode) return false;
    return hasOwnSysfs(await own.readText(`/proc/${pid}/mountinfo`, signal).catch(() => ''), name);
  };

  return {
    list,
    pathIn: async (netns, file) => {
      const door = (await list()).find((one) => one.netns === netns);
      if (door !== undefined && 'error' in door) throw door.error;
      const pid = residents.get(netns)?.arrived;
      if (door === undefined || pid === undefined) throw new HostError('absent', netns, 'no such network namespace');
      return `/proc/${pid}/root${file}`;
    },
    close: () => {
      watcher?.close();
      for (const resident of residents.values()) resident.leave.abort();
      residents.clear();
    },
  };
}

/** Without the directory nothing is watched, and the next listing tries again. */
function watchNamed(changed: () => void): FSWatcher | undefined {
  if (!existsSync(NAMED)) return undefined;
  return watch(NAMED, { persistent: false }, changed).on('error', () => undefined);
}

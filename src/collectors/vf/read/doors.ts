import { atMost } from '../../../core/at-most.ts';
import { messageOf } from '../../../core/errors.ts';
import type { Problem } from '../../../core/snapshot.ts';
import type { Host, LinkNotice } from '../../../host/host.ts';
import { createNetdevReader, type NetdevReader } from '../../../pci/netdevs.ts';
import type { NetdevName } from '../model.ts';

/** Finds network devices that are in other namespaces than the host's own. */
export type NetdevSearch = {
  /**
   * Looks for what stands on `missing` PCI addresses. Without any, namespaces are left alone.
   * @param notices devices that notifications have named
   */
  readonly find: (missing: ReadonlySet<string>, notices: readonly LinkNotice[], signal: AbortSignal) => Promise<Found>;
};

export type Found = {
  /** By PCI address, all network devices in other namespaces that stand on it. */
  readonly netdevs: ReadonlyMap<string, readonly NetdevName[]>;
  /** Doors of the namespaces, also of the host's own. */
  readonly doors: ReadonlyMap<string, Host>;
  readonly problems: readonly Problem[];
};

const AT_ONCE = 8;

export function createNetdevSearch(host: Host): NetdevSearch {
  let readers: ReadonlyMap<string, NetdevReader> = new Map();
  /** What was found the last time, for namespaces that can't be read now. */
  let last: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map();

  return {
    find: async (missing, notices, signal) => {
      const doors = new Map([['', host]]);
      if (missing.size === 0) {
        readers = new Map();
        last = new Map();
        return { netdevs: new Map(), doors, problems: [] };
      }
      const problems: Problem[] = [];
      const next = new Map<string, NetdevReader>();
      const names = new Map<string, ReadonlyMap<string, string>>();
      const namespaces = await host.namespaces(signal).catch((error: unknown) => {
        problems.push({ subject: 'vf', message: messageOf(error) });
        for (const [netns, known] of last) names.set(netns, known);
        return [];
      });
      await atMost(AT_ONCE, namespaces, async (namespace) => {
        const { netns } = namespace;
        try {
          if ('error' in namespace) throw namespace.error;
          const reader = readers.get(netns) ?? createNetdevReader();
          next.set(netns, reader);
          doors.set(netns, namespace.host);
          const again = notices.flatMap((notice) => (notice.netns === netns ? (notice.interface ?? []) : []));
          names.set(netns, await reader.read(namespace.host, signal, again));
        } catch (error) {
          problems.push({ subject: netns, message: messageOf(error) });
          names.set(netns, last.get(netns) ?? new Map());
        }
      });
      signal.throwIfAborted();
      readers = next;
      last = names;
      return { netdevs: netdevsAt(names, missing), doors, problems };
    },
  };
}

function netdevsAt(
  names: ReadonlyMap<string, ReadonlyMap<string, string>>,
  missing: ReadonlySet<string>,
): Found['netdevs'] {
  const found = new Map<string, NetdevName[]>();
  for (const netns of [...names.keys()].sort()) {
    for (const [name, address] of names.get(netns) ?? []) {
      if (!missing.has(address)) continue;
      const there = found.get(address) ?? [];
      there.push({ netns, name });
      found.set(address, there);
    }
  }
  return found;
}

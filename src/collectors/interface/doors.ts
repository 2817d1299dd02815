import { messageOf } from '../../core/errors.ts';
import type { Problem } from '../../core/snapshot.ts';
import type { Host, Namespace } from '../../host/host.ts';
import type { Selection } from './selection.ts';

/** The namespaces that are watched, each with its door or the reason why there is none. */
export type Doors = {
  /** Looks which namespaces there are. Never rejects: when they can't be listed, those of the last time stay. */
  readonly refresh: (signal: AbortSignal) => Promise<void>;
  /** By name, the host's own first. */
  readonly all: () => ReadonlyMap<string, Namespace>;
  readonly problems: () => readonly Problem[];
};

export function createDoors(host: Host, selection: Selection): Doors {
  const own: Namespace = { netns: '', host };
  let doors: ReadonlyMap<string, Namespace> = new Map([['', own]]);
  let problems: readonly Problem[] = [];
  return {
    all: () => doors,
    problems: () => problems,
    refresh: async (signal) => {
      try {
        const named = (await host.namespaces(signal)).filter(({ netns }) => selection.namespace(netns));
        doors = new Map([own, ...named].map((namespace) => [namespace.netns, namespace]));
        problems = [];
      } catch (error) {
        problems = [{ subject: 'interface', message: messageOf(error) }];
      }
    },
  };
}

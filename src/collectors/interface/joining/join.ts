import { atMost } from '../../../core/at-most.ts';
import type { Problem } from '../../../core/snapshot.ts';
import type { Namespace } from '../../../host/host.ts';
import type { Doors } from '../doors.ts';
import type { Memory } from '../memory.ts';
import { markStale, missingDevices, replaceDevices } from '../model/view.ts';
import type { InterfaceSettings } from '../settings.ts';
import { createMoves } from './moves.ts';
import { createNamespaceNames } from './namespace-names.ts';
import { resolveOthers } from './others.ts';

/** Adds to the devices of all namespaces what only all of them together tell: where a device leads, and where it came from. */
export type Joining = {
  readonly join: (signal: AbortSignal) => Promise<void>;
  readonly problems: () => readonly Problem[];
};

/** Numbers of namespaces may come to mean others, but hardly ever while devices lead there. */
const REPEAT = 10;
const AT_ONCE = 8;

export function createJoining(memory: Memory, doors: Doors, { resync }: InterfaceSettings, now: () => number): Joining {
  const moves = createMoves();
  const names = createNamespaceNames(resync * 1000 * REPEAT);

  const resolve = () => {
    const changed = resolveOthers(memory.views, names.nameOf);
    replaceDevices(memory.views, changed);
    // One end of a veth is told of nothing when the other one moves into another namespace.
    const lost = changed.filter(({ lower, other }) => lower !== undefined && other === undefined);
    markStale(memory.views, lost);
  };

  const ask = async (namespaces: Iterable<Namespace>, signal: AbortSignal) => {
    const at = now();
    let asked = false;
    await atMost(AT_ONCE, [...namespaces], async (namespace) => {
      const view = memory.views.get(namespace.netns);
      if (view === undefined || !('host' in namespace) || !names.isWorthAsking(view, at)) return;
      asked = true;
      await names.ask(namespace.host, view, at, signal);
    });
    if (asked) resolve();
  };

  return {
    problems: names.problems,
    join: async (signal) => {
      const lost = missingDevices(memory.told, memory.views);
      const came = missingDevices(memory.views, memory.told);
      replaceDevices(memory.views, moves.mark(lost, came, now()));
      if (lost.length + came.length > 0 || wasDescribed(memory)) {
        resolve();
        // Most devices that lead elsewhere lead from the host to a namespace: then the host alone need be asked.
        const [own, ...named] = doors.all().values();
        if (own !== undefined) await ask([own], signal);
        await ask(named, signal);
      }
      memory.told = new Map(memory.views);
    },
  };
}

/** Whether some namespace was described anew, so that any device may lead elsewhere. */
function wasDescribed({ views, told }: Memory): boolean {
  for (const [netns, { descriptions }] of views) if (told.get(netns)?.descriptions !== descriptions) return true;
  return false;
}

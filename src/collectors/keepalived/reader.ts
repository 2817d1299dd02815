import type { Problem } from '../../core/snapshot.ts';
import type { States } from '../../core/state.ts';
import type { Host } from '../../host/host.ts';
import type { Collected, CollectRequest, Reader } from '../collector.ts';
import type { DaemonMemory } from './memory.ts';
import { findDaemons } from './read/find-daemons.ts';
import type { KeepalivedSettings } from './settings.ts';
import { familiesOf } from './tell/points.ts';
import { statesOfDaemons } from './tell/states.ts';
import { visit } from './visit.ts';

/** @param clock milliseconds that never go backwards */
export function startKeepalived(host: Host, settings: KeepalivedSettings, clock = () => performance.now()): Reader {
  let memories: ReadonlyMap<string, DaemonMemory> = new Map();
  let states: States = new Map();

  const collect = async ({ signal, changed }: CollectRequest): Promise<Collected> => {
    const { daemons, problems: unread } = await findDaemons(host, settings.pid_files, signal);
    const wanted = changed !== undefined;
    const visits = await Promise.all(
      daemons.map((daemon) => visit(host, daemon, memories.get(daemon.name), settings, wanted, clock, signal)),
    );
    signal.throwIfAborted();
    const problems: Problem[] = [
      ...unread,
      ...visits.flatMap(({ memory, problems: messages }) =>
        messages.map((message) => ({ subject: memory.daemon.name, message })),
      ),
    ];
    if (visits.length === 0 && memories.size === 0) {
      if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('; '));
      return { outcome: 'absent', problems, states, families: () => [] };
    }
    memories = merged(
      memories,
      visits.map(({ memory }) => memory),
      unread.length === 0,
    );
    states = statesOfDaemons([...memories.values()], states);
    const told = [...memories.values()];
    return {
      outcome: problems.length === 0 ? 'ok' : 'partial',
      problems,
      states,
      families: () => familiesOf(told),
    };
  };

  return {
    collect,
    watch: (listener, signal) => {
      // Without a keepalived there is nothing to ask again.
      host.watchLinks((notice) => {
        if (memories.size > 0) listener.changed({ netns: notice.netns });
      }, signal);
    },
  };
}

/** A daemon that is not found any more is gone, unless something that would tell could not be read. */
function merged(
  before: ReadonlyMap<string, DaemonMemory>,
  now: readonly DaemonMemory[],
  isComplete: boolean,
): ReadonlyMap<string, DaemonMemory> {
  const all = new Map(now.map((memory) => [memory.daemon.name, memory]));
  for (const [name, memory] of before) {
    if (!all.has(name)) all.set(name, isComplete ? { ...memory, status: 'gone' } : memory);
  }
  return all;
}

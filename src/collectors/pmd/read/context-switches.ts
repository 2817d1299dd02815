import { isAbsent } from '../../../core/errors.ts';
import type { Host } from '../../../host/host.ts';
import { parseTaskStatus, type Task } from '../parse/task-status.ts';
import type { ContextSwitches } from '../reading.ts';

/** Asks for the context switches of a process' PMD threads, by core. */
export type SwitchCounter = (
  pid: number,
  cores: readonly number[],
  signal: AbortSignal,
) => Promise<ReadonlyMap<number, ContextSwitches>>;

/**
 * Remembers which threads are PMDs, so that of some hundred threads only those are read again. When a core is without
 * its thread, all are looked at.
 */
export function createSwitchCounter(host: Host): SwitchCounter {
  /** Threads that are no PMDs, by process. */
  const others = new Map<number, Set<string>>();
  const read = async (directory: string, tid: string, signal: AbortSignal): Promise<Task | undefined> => {
    const file = `${directory}/${tid}/status`;
    try {
      return parseTaskStatus(await host.readText(file, signal), file);
    } catch (error) {
      // The thread has ended meanwhile.
      if (isAbsent(error)) return undefined;
      throw error;
    }
  };
  return async (pid, cores, signal) => {
    const found = new Map<number, ContextSwitches>();
    if (cores.length === 0) return found;
    const directory = `/proc/${pid}/task`;
    const known = others.get(pid) ?? new Set();
    others.set(pid, known);
    const tids = (await host.list(directory, signal)).filter((tid) => !known.has(tid));
    for (const [index, task] of (await Promise.all(tids.map((tid) => read(directory, tid, signal)))).entries()) {
      const tid = tids[index];
      if (task?.core !== undefined) found.set(task.core, task.switches);
      else if (task !== undefined && tid !== undefined) known.add(tid);
    }
    // A number that was another thread's may be a PMD's by now.
    if (cores.some((core) => !found.has(core))) known.clear();
    return found;
  };
}

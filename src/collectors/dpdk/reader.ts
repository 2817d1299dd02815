import { isAbsent, messageOf } from '../../core/errors.ts';
import type { Problem } from '../../core/snapshot.ts';
import { type State, type States, sameState, stateKey } from '../../core/state.ts';
import type { Host } from '../../host/host.ts';
import type { Collected, CollectRequest, Reader } from '../collector.ts';
import { findSockets, type Socket } from './read/find-sockets.ts';
import { withMempoolsOfSwitch } from './read/ovs-mempools.ts';
import { type Process, readProcess } from './read/read-process.ts';
import type { DpdkSettings } from './settings.ts';
import { familiesOf } from './tell/points.ts';
import { statesOfProcess } from './tell/states.ts';

/** What came of one socket: a process, nobody (its process has ended), or a failure beside what was read before. */
type Answer = {
  readonly socket: Socket;
  readonly process?: Process;
  readonly earlier?: Process | undefined;
  readonly failure?: unknown;
};

/** DPDK processes at work. Processes that fail are problems beside the others; when all do, the reading fails. */
export function startDpdk(host: Host, settings: DpdkSettings): Reader {
  let known: ReadonlyMap<string, Process> = new Map();
  let states: States = new Map();
  const wantsExtended = settings.extended_statistics.length > 0;

  const ask = async (socket: Socket, signal: AbortSignal): Promise<Answer> => {
    const earlier = known.get(socket.path);
    try {
      const process = await readProcess(host, socket, wantsExtended, earlier, signal);
      return { socket, process: await withMempoolsOfSwitch(host, settings, process, signal) };
    } catch (failure) {
      return isAbsent(failure) ? { socket } : { socket, earlier, failure };
    }
  };

  const collect = async ({ signal }: CollectRequest): Promise<Collected> => {
    const { sockets, problems } = await findSockets(host, settings.runtime_directories, signal);
    const answers = await Promise.all(sockets.map((socket) => ask(socket, signal)));
    const read = answers.flatMap(({ process }) => process ?? []);
    const failed = answers.filter(({ failure }) => failure !== undefined);
    // A reading that was given up must not change what the next one is compared with.
    if (read.length === 0 && failed.length > 0) {
      throw new Error('no DPDK process can be read', { cause: failed[0]?.failure });
    }
    signal.throwIfAborted();
    if (read.length === 0 && problems.length > 0) throw new Error(problems.map(({ message }) => message).join('; '));
    known = new Map(
      answers.flatMap(({ socket, process, earlier }) => {
        const last = process ?? earlier;
        return last === undefined ? [] : [[socket.path, last] as const];
      }),
    );
    states = kept(states, [...known.values()].flatMap(statesOfProcess));
    const all = [...problems, ...answers.flatMap(problemsOf)];
    if (read.length === 0) return { outcome: 'absent', problems: [], states, families: () => [] };
    return {
      outcome: all.length === 0 ? 'ok' : 'partial',
      problems: all,
      states,
      families: () => familiesOf(read, settings.extended_statistics),
    };
  };
  return { collect };
}

function problemsOf({ socket, process, failure }: Answer): readonly Problem[] {
  if (failure !== undefined) return [{ subject: socket.process, message: messageOf(failure) }];
  return (process?.problems ?? []).map((message) => ({ subject: socket.process, message }));
}

/** The states by key; what did not change stays the same object. */
function kept(before: States, now: readonly State[]): States {
  return new Map(
    now.map((state) => {
      const key = stateKey(state);
      const earlier = before.get(key);
      return [key, earlier !== undefined && sameState(earlier, state) ? earlier : state];
    }),
  );
}

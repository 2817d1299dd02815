import { atMost } from '../core/at-most.ts';
import { isAbsent } from '../core/errors.ts';
import type { Host } from '../host/host.ts';
import type { GuestProcess } from './guest.ts';
import { parseThreadStatus, type ThreadStatus } from './thread-status.ts';

/** The threads of a guest's process. */
export type GuestThreads = {
  /** The guest's CPUs by their number. None where QEMU gives its threads no names (debug-threads=off). */
  readonly vcpus: ReadonlyMap<number, ThreadStatus>;
  /** The first thread of the process, which is the emulator's. */
  readonly main: ThreadStatus;
  /** All CPUs that any thread other than the guest's CPUs may run on, as far as they were read. */
  readonly emulatorCpus: readonly number[];
};

/**
 * Reads where a guest's threads may run. Those that are no CPU of the guest are read once, as a guest has many and they
 * come and go; CPUs and the first thread are read each time.
 */
export type ThreadReader = {
  /** Rejects with kind `absent` when the process has ended. */
  readonly read: (process: GuestProcess, signal: AbortSignal) => Promise<GuestThreads>;
  /** Forgets every process but these. */
  readonly keep: (processes: Iterable<GuestProcess>) => void;
};

const AT_ONCE = 16;
const TID = /^\d+$/;

export function createThreadReader(host: Host): ThreadReader {
  /** By process, the threads that are none of the guest's CPUs. */
  let others: ReadonlyMap<string, ReadonlyMap<number, ThreadStatus>> = new Map();

  return {
    read: async (process, signal) => {
      const { pid } = process;
      const known = others.get(keyOf(process)) ?? new Map<number, ThreadStatus>();
      const tids = (await host.list(`/proc/${pid}/task`, signal)).filter((name) => TID.test(name)).map(Number);
      const wanted = tids.filter((tid) => tid !== pid && !known.has(tid));
      // Whether the process is still there is told by its first thread.
      const main = await readThread(pid, pid);
      const statuses = await atMost(AT_ONCE, wanted, async (tid) => {
        try {
          return { tid, status: await readThread(pid, tid) };
        } catch (error) {
          if (isAbsent(error)) return undefined;
          throw error;
        }
      });
      const read = statuses.flatMap((one) => one ?? []);
      const emulators = new Map(tids.flatMap((tid) => pairIn(known, tid)));
      for (const { tid, status } of read) if (status.vcpu === undefined) emulators.set(tid, status);
      others = new Map([...others, [keyOf(process), emulators]]);
      const cpus = [main, ...emulators.values()].flatMap((status) => status.cpus);
      return {
        vcpus: new Map(
          read
            .flatMap(({ status }) => (status.vcpu === undefined ? [] : [[status.vcpu, status] as const]))
            .sort(([a], [b]) => a - b),
        ),
        main,
        emulatorCpus: [...new Set(cpus)].sort((a, b) => a - b),
      };

      async function readThread(process: number, tid: number): Promise<ThreadStatus> {
        const file = `/proc/${process}/task/${tid}/status`;
        return parseThreadStatus(await host.readText(file, signal), file);
      }
    },
    keep: (processes) => {
      const keys = new Set([...processes].map(keyOf));
      others = new Map([...others].filter(([key]) => keys.has(key)));
    },
  };
}

function keyOf({ pid, startTime }: GuestProcess): string {
  return `${pid} ${startTime}`;
}

function pairIn<K, V>(map: ReadonlyMap<K, V>, key: K): readonly (readonly [K, V])[] {
  const value = map.get(key);
  return value === undefined ? [] : [[key, value]];
}

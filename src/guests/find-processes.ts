import { atMost } from '../core/at-most.ts';
import { isAbsent, messageOf } from '../core/errors.ts';
import type { Host } from '../host/host.ts';
import type { GuestProcess } from './guest.ts';
import { parseProcessStat } from './process-stat.ts';
import { parseQemuCommandLine, type QemuCommandLine } from './qemu-command-line.ts';

/** A process of QEMU and what it was started with. */
export type QemuProcess = GuestProcess & { readonly startTime: number; readonly commandLine: QemuCommandLine };

export type FoundProcesses = {
  readonly processes: readonly QemuProcess[];
  /** What could not be read, by process id. */
  readonly failures: ReadonlyMap<number, string>;
};

/** @param told processes of which libvirt says that they are QEMU, whatever they call themselves */
export type ProcessSearch = (told: ReadonlySet<number>, signal: AbortSignal) => Promise<FoundProcesses>;

/** So many files are read at a time: the door gives up one that waits long for its turn. */
const AT_ONCE = 16;
/** So many of the processes that are known to be no QEMU are looked at again in each search. */
const AGAIN = 32;
const LOOKS = 2;

// qemu-system-x86_64 cut off after 15 characters, qemu-kvm, kvm; qemu:web-1 when libvirt's set_process_name is on
const COMMAND = /^(?:qemu-system-|qemu-kvm|kvm(?:-spice)?$|qemu:)/;
const PID = /^\d+$/;
/** Zombies and dead processes have no command line. */
const GONE = /^[ZX]$/;

/**
 * Finds the processes of QEMU among thousands: of those that were there before, only QEMU's are read again. A process
 * is looked at twice before it counts as something else, because one that was just forked may become QEMU, and a few
 * others again each time, because a process number may be given anew.
 */
export function createProcessSearch(host: Host): ProcessSearch {
  let guests: ReadonlyMap<number, QemuProcess> = new Map();
  /** How often they were looked at, the one that waits longest first. */
  let others = new Map<number, number>();

  return async (told, signal) => {
    const pids = (await host.list('/proc', signal)).filter((name) => PID.test(name)).map(Number);
    const alive = new Set(pids);
    const stillOthers = new Map([...others].filter(([pid]) => alive.has(pid)));
    const again = new Set([...stillOthers.keys()].slice(0, AGAIN));
    const wanted = pids.filter((pid) => told.has(pid) || again.has(pid) || (stillOthers.get(pid) ?? 0) < LOOKS);
    const failures = new Map<number, string>();
    const found = new Map<number, QemuProcess>();
    await atMost(AT_ONCE, wanted, async (pid) => {
      try {
        const process = await read(pid, told.has(pid), signal);
        if (process !== undefined) found.set(pid, process);
      } catch (error) {
        if (isAbsent(error)) return;
        failures.set(pid, messageOf(error));
        // It is there all the same.
        const before = guests.get(pid);
        if (before !== undefined) found.set(pid, before);
      }
    });
    signal.throwIfAborted();
    for (const pid of wanted) {
      const looks = stillOthers.get(pid) ?? 0;
      stillOthers.delete(pid);
      if (!found.has(pid) && !failures.has(pid)) stillOthers.set(pid, looks + 1);
    }
    others = stillOthers;
    guests = found;
    const processes = pids.flatMap((pid) => found.get(pid) ?? []);
    return { processes, failures };
  };

  /** `undefined` when it is no QEMU. A known process is known by its number and when it was started. */
  async function read(pid: number, isTold: boolean, signal: AbortSignal): Promise<QemuProcess | undefined> {
    const file = `/proc/${pid}/stat`;
    const { command, state, startTime } = parseProcessStat(await host.readText(file, signal), file);
    if (GONE.test(state) || !(isTold || COMMAND.test(command))) return undefined;
    const before = guests.get(pid);
    if (before?.startTime === startTime) return before;
    const path = `/proc/${pid}/cmdline`;
    const text = await host.readText(path, signal);
    // A process that is ending has given its memory back.
    if (text === '') return undefined;
    return { pid, startTime, commandLine: parseQemuCommandLine(text, path) };
  }
}

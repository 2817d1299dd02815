import { atMost } from '../../core/at-most.ts';
import type { Host } from '../../host/host.ts';

export type Process = { readonly pid: number; readonly program: string };

/** So many files are read at a time: the door gives up one that waits long for its turn. */
const AT_ONCE = 16;
const PID = /^\d+$/;

/** The processes of programs by their names in /proc/<pid>/comm (proc(5)), which has 15 characters at most. */
export async function findProcesses(
  host: Host,
  programs: readonly string[],
  signal: AbortSignal,
): Promise<readonly Process[]> {
  const pids = (await host.list('/proc', signal)).filter((name) => PID.test(name));
  const found = await atMost(AT_ONCE, pids, async (pid): Promise<readonly Process[]> => {
    // A process may be gone by now, which is how it is with processes.
    const program = (await host.readText(`/proc/${pid}/comm`, signal).catch(() => '')).trimEnd();
    return programs.includes(program) ? [{ pid: Number(pid), program }] : [];
  });
  signal.throwIfAborted();
  return found.flat();
}

/** What a process was started with (proc(5), /proc/<pid>/cmdline). */
export async function argumentsOf(host: Host, pid: number, signal: AbortSignal): Promise<readonly string[]> {
  return (await host.readText(`/proc/${pid}/cmdline`, signal)).split('\0').filter((argument) => argument !== '');
}

import { atMost } from '../core/at-most.ts';
import { isAbsent, ParseError } from '../core/errors.ts';
import { parseNumbers } from '../core/number-list.ts';
import { linesOf } from '../core/text.ts';
import type { Host } from '../host/host.ts';

/** A thread of a guest's process and the CPUs that it may run on. */
export type GuestThread = {
  readonly tid: number;
  /** The guest's CPU that it is; `undefined` for the emulator's own threads. */
  readonly vcpu: number | undefined;
  readonly cpus: readonly number[];
  /** NUMA nodes that its memory may come from. */
  readonly memoryNodes: readonly number[];
};

const AT_ONCE = 16;
// CPU 3/KVM, CPU 0/TCG: with QEMU's debug-threads=on, as libvirt always has it
const VCPU = /^CPU (\d+)\/(?:KVM|TCG)$/;
const TID = /^\d+$/;

/**
 * The threads of a process, in order of their numbers. Threads that end meanwhile are left out; rejects with kind
 * `absent` when the process has ended.
 * @param wanted threads that are read; all when left out
 */
export async function readThreads(
  host: Host,
  pid: number,
  signal: AbortSignal,
  wanted?: ReadonlySet<number>,
): Promise<readonly GuestThread[]> {
  const tids = (await host.list(`/proc/${pid}/task`, signal)).filter((name) => TID.test(name)).map(Number);
  const chosen = tids.filter((tid) => wanted === undefined || wanted.has(tid)).sort((a, b) => a - b);
  const threads = await atMost(AT_ONCE, chosen, async (tid) => {
    const file = `/proc/${pid}/task/${tid}/status`;
    try {
      return parseThread(await host.readText(file, signal), tid, file);
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  });
  return threads.flatMap((thread) => thread ?? []);
}

/**
 * /proc/<pid>/task/<tid>/status (proc_pid_status(5)).
 * @throws ParseError
 */
export function parseThread(text: string, tid: number, file: string): GuestThread {
  const fields = new Map<string, string>();
  for (const line of linesOf(text)) {
    const colon = line.indexOf(':');
    fields.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  const name = fields.get('Name');
  const cpus = fields.get('Cpus_allowed_list');
  if (name === undefined || cpus === undefined || cpus === '') {
    throw new ParseError(file, 0, 'lines Name and Cpus_allowed_list');
  }
  const vcpu = VCPU.exec(name)?.[1];
  return {
    tid,
    vcpu: vcpu === undefined ? undefined : Number(vcpu),
    cpus: parseNumbers(cpus, file),
    // Kernels without NUMA have no such line.
    memoryNodes: parseNumbers(fields.get('Mems_allowed_list') ?? '', file),
  };
}

import { ParseError } from '../core/errors.ts';
import { parseNumbers } from '../core/number-list.ts';
import { integer } from '../core/text.ts';

/** A thread of a guest's process. */
export type ThreadStatus = {
  /** The guest's CPU that it is; `undefined` for the emulator's own threads. */
  readonly vcpu: number | undefined;
  /** CPUs that it may run on: as it was pinned, and as far as the cpuset of its control group allows. */
  readonly cpus: readonly number[];
  /** NUMA nodes that its memory may come from. */
  readonly memoryNodes: readonly number[];
  /** Bytes of the process in memory, without hugepages. */
  readonly resident: number | undefined;
};

// CPU 3/KVM, CPU 0/TCG: with QEMU's debug-threads=on, as libvirt always has it
const VCPU = /^CPU (\d+)\/(?:KVM|TCG)$/;
const LINES = /^(Name|VmRSS|Cpus_allowed_list|Mems_allowed_list):[ \t]*(.*)$/gm;

/**
 * /proc/<pid>/task/<tid>/status (proc_pid_status(5)). The kernel has applied the cpusets already
 * (kernel/cgroup/cpuset.c `cpuset_cpus_allowed`).
 * @throws ParseError
 */
export function parseThreadStatus(text: string, file: string): ThreadStatus {
  const fields = new Map([...text.matchAll(LINES)].map(([, name, value]) => [name, value?.trim()]));
  const name = fields.get('Name');
  const cpus = fields.get('Cpus_allowed_list');
  if (name === undefined || !cpus) throw new ParseError(file, 0, 'lines Name and Cpus_allowed_list');
  const vcpu = VCPU.exec(name)?.[1];
  // VmRSS:	   36612 kB
  const resident = fields.get('VmRSS')?.replace(/ kB$/, '');
  return {
    vcpu: vcpu === undefined ? undefined : Number(vcpu),
    cpus: parseNumbers(cpus, file),
    // Kernels without NUMA have no such line.
    memoryNodes: parseNumbers(fields.get('Mems_allowed_list') ?? '', file),
    resident: resident === undefined ? undefined : integer(resident, { file, line: 0 }, 'VmRSS in kB') * 1024,
  };
}

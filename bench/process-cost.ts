import { readFileSync } from 'node:fs';

/** USER_HZ is 100 on every Linux that Node runs on (proc(5), clock ticks). */
const TICKS_PER_SECOND = 100;

/** Clock ticks that a process, its dead children and its living ones have spent (proc_pid_stat(5), fields 14 to 17). */
function ticksOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const own = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return childrenOf(pid).reduce((sum, child) => sum + ticksOf(child), own);
}

export function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map(Number);
}

/** CPU time that a process and its children have spent, in milliseconds, told by tens. */
export function cpuMs(pid: number): number {
  return (ticksOf(pid) / TICKS_PER_SECOND) * 1_000;
}

/** CPU time that a process spends during something, as a percentage of one core. */
export async function shareOfCore(pid: number, during: () => Promise<unknown>): Promise<number> {
  const [ticks, began] = [ticksOf(pid), performance.now()];
  await during();
  const seconds = (performance.now() - began) / 1000;
  return ((ticksOf(pid) - ticks) / TICKS_PER_SECOND / seconds) * 100;
}

export function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

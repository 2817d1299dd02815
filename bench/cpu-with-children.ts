import { readFileSync } from 'node:fs';

/** USER_HZ is 100 on every Linux that Node runs on (proc(5), clock ticks). */
const MS_PER_TICK = 10;

/** CPU time that this process, its children that have ended and those that still run have spent, in milliseconds. */
export function spentMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000 + ended() + running();
}

/** Fields 16 and 17 of proc_pid_stat(5): counted in nanoseconds by the kernel, so that only the sum is rounded. */
function ended(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
  return fields.slice(13, 15).reduce((sum, field) => sum + Number(field), 0) * MS_PER_TICK;
}

/** Children with one thread: the first field of their schedstat is their time on a CPU in nanoseconds. */
function running(): number {
  const pids = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean);
  return pids.reduce((sum, pid) => sum + Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6, 0);
}

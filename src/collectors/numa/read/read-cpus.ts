import { parseNumbers } from '../../../core/number-list.ts';
import type { Host } from '../../../host/host.ts';
import type { CpuReading } from '../reading.ts';
import type { Attempt } from './attempt.ts';

const CPUS = '/sys/devices/system/cpu';
/** What kernels print that were built with such CPUs and have none. */
const NONE = '(null)';

/** Which CPUs the kernel treats in a special way (Documentation/ABI/testing/sysfs-devices-system-cpu). */
export async function readCpus(host: Host, attempt: Attempt, signal: AbortSignal): Promise<CpuReading> {
  const read = (name: string) => {
    const file = `${CPUS}/${name}`;
    return attempt(
      'cpus',
      host.readText(file, signal).then((text) => (text.trim() === NONE ? [] : parseNumbers(text, file))),
    );
  };
  const [isolated, tickless, offline] = await Promise.all([read('isolated'), read('nohz_full'), read('offline')]);
  return { isolated, tickless, offline };
}

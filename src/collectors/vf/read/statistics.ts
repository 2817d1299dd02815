import { atMost } from '../../../core/at-most.ts';
import { isAbsent } from '../../../core/errors.ts';
import type { Host } from '../../../host/host.ts';
import type { About, VfCounters } from '../model.ts';
import { parseStatistic, parseStatistics, statisticNames } from '../parse/statistics.ts';

const AT_ONCE = 8;

const directoryOf = (address: string) => `/sys/bus/pci/devices/${address}/sriov`;

/** Whether the driver of a physical function keeps statistics in sysfs, and how. Looked up when the function is new. */
export async function findStatistics(host: Host, address: string, signal: AbortSignal): Promise<About['statistics']> {
  const directory = directoryOf(address);
  const [first] = (await listIfThere(host, directory, signal)).filter((name) => /^\d+$/.test(name));
  if (first === undefined || !(await listIfThere(host, `${directory}/${first}`, signal)).includes('stats')) {
    return undefined;
  }
  return (await listIfThere(host, `${directory}/${first}/stats`, signal)).length > 0 ? 'directory' : 'file';
}

/** What is no directory has no names in it. */
async function listIfThere(host: Host, path: string, signal: AbortSignal): Promise<readonly string[]> {
  try {
    return await host.list(path, signal);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

export type Statistics = {
  /** By the number of the virtual function; one that went away meanwhile has none. */
  readonly counters: ReadonlyMap<number, VfCounters>;
  readonly failures: ReadonlyMap<number, unknown>;
};

/** Reads a driver's own statistics of the virtual functions with these numbers. */
export async function readStatistics(
  host: Host,
  address: string,
  shape: NonNullable<About['statistics']>,
  numbers: readonly number[],
  signal: AbortSignal,
): Promise<Statistics> {
  const counters = new Map<number, VfCounters>();
  const failures = new Map<number, unknown>();
  const read = shape === 'file' ? readFile : readDirectory;
  await atMost(AT_ONCE, numbers, async (number) => {
    try {
      counters.set(number, await read(host, `${directoryOf(address)}/${number}/stats`, signal));
    } catch (error) {
      if (!isAbsent(error)) failures.set(number, error);
    }
  });
  return { counters, failures };
}

async function readFile(host: Host, path: string, signal: AbortSignal): Promise<VfCounters> {
  return parseStatistics(await host.readText(path, signal), path);
}

async function readDirectory(host: Host, path: string, signal: AbortSignal): Promise<VfCounters> {
  const names = (await host.list(path, signal)).filter((name) => statisticNames.has(name));
  const parts = names.map(async (name) => {
    const file = `${path}/${name}`;
    return parseStatistic(name, await host.readText(file, signal), file);
  });
  return Object.assign({}, ...(await Promise.all(parts)));
}

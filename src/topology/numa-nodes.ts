import { isAbsent } from '../core/errors.ts';
import { parseNumbers } from '../core/number-list.ts';
import type { Host } from '../host/host.ts';

/** A NUMA node: memory and the CPUs beside it, either of which may be missing. */
export type NumaNode = {
  /** Numbers may have gaps. */
  readonly node: number;
  /** CPUs that are switched on, ascending. */
  readonly cpus: readonly number[];
};

export const NODES = '/sys/devices/system/node';

/**
 * The NUMA nodes of the host, ascending; `undefined` on a kernel that knows none (Documentation/ABI/stable/sysfs-devices-node).
 * A machine with a single node has node 0.
 * @throws HostError, ParseError
 */
export async function readNumaNodes(host: Host, signal: AbortSignal): Promise<readonly NumaNode[] | undefined> {
  const online = await onlineNodes(host, signal);
  if (online === undefined) return undefined;
  const nodes = await Promise.all(
    online.map(async (node): Promise<readonly NumaNode[]> => {
      const file = `${NODES}/node${node}/cpulist`;
      try {
        return [{ node, cpus: parseNumbers(await host.readText(file, signal), file) }];
      } catch (error) {
        // Taken out at this moment.
        if (isAbsent(error)) return [];
        throw error;
      }
    }),
  );
  return nodes.flat();
}

async function onlineNodes(host: Host, signal: AbortSignal): Promise<readonly number[] | undefined> {
  const file = `${NODES}/online`;
  try {
    return parseNumbers(await host.readText(file, signal), file);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** By CPU, its node. */
export function nodesOfCpus(nodes: readonly NumaNode[]): ReadonlyMap<number, number> {
  return new Map(nodes.flatMap(({ node, cpus }) => cpus.map((cpu) => [cpu, node] as const)));
}

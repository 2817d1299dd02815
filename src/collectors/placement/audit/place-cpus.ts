import type { GuestThreads } from '../../../guests/threads.ts';
import type { CpuPlacement } from './model.ts';

/** @param nodes the NUMA node of each CPU of the host */
export function placeCpus(threads: GuestThreads, nodes: ReadonlyMap<number, number>): CpuPlacement {
  const nodesOf = (cpus: readonly number[]) => unique(cpus.flatMap((cpu) => nodes.get(cpu) ?? []));
  const emulatorNodes = nodesOf(threads.emulatorCpus);
  const statuses = [...threads.vcpus.values()];
  const isOfProcess = statuses.length === 0;
  const hostCpus = isOfProcess ? threads.emulatorCpus : unique(statuses.flatMap(({ cpus }) => cpus));
  const byNode = new Map<number, number>();
  let floating = 0;
  for (const { cpus } of statuses) {
    const [node, other] = nodesOf(cpus);
    if (other !== undefined) floating += 1;
    else if (node !== undefined) byNode.set(node, (byNode.get(node) ?? 0) + 1);
  }
  return { byNode, floating, nodes: nodesOf(hostCpus), hostCpus, emulatorNodes, isOfProcess };
}

/** Each number once, ascending. */
export function unique(numbers: Iterable<number>): readonly number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}

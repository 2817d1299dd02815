import type { GuestPlacement } from '../../../collectors/placement/audit/model.ts';
import { formatByteSize } from '../../../core/byte-size.ts';
import { formatNumbers } from '../../../core/number-list.ts';

const NONE = '-';
const UNKNOWN = '?';

/** `0: 4`, `0: 2, 1: 2`: amounts by NUMA node. */
export function byNode(amounts: Iterable<readonly [number | undefined, string | number]>): string {
  const cells = [...amounts]
    .sort(([a = Number.POSITIVE_INFINITY], [b = Number.POSITIVE_INFINITY]) => a - b)
    .map(([node, amount]) => `${node ?? UNKNOWN}: ${amount}`);
  return cells.length === 0 ? NONE : cells.join(', ');
}

export function cpuCell({ cpus }: GuestPlacement): string {
  if (cpus === undefined) return UNKNOWN;
  if (cpus.isOfProcess) return `${formatNumbers(cpus.nodes)}: all threads`;
  const floating: readonly string[] =
    cpus.floating === 0 ? [] : [`${formatNumbers(cpus.nodes)}: ${cpus.floating} afloat`];
  const pinned = cpus.byNode.size === 0 ? [] : [byNode(cpus.byNode)];
  return [...pinned, ...floating].join(', ') || NONE;
}

export function memoryCell({ memory }: GuestPlacement): string {
  if (memory === undefined) return UNKNOWN;
  if (memory.bytes === undefined) {
    return memory.nodes.length === 0 ? UNKNOWN : `${formatNumbers(memory.nodes)}: not measured`;
  }
  return sizes(memory.bytes);
}

export function hugepagesCell({ memory }: GuestPlacement): string {
  return memory?.hugepages === undefined ? UNKNOWN : sizes(memory.hugepages);
}

export function deviceCell({ devices }: GuestPlacement): string {
  return byNode(countsOf(devices.map(({ node }) => node)));
}

/** Queues of the guest's ports by the node that they are polled on. */
export function queueCell({ ports }: GuestPlacement): string {
  const queues = ports.flatMap((port) => port.queues);
  if (ports.length > 0 && queues.length === 0) return 'not polled';
  return byNode(countsOf(queues.map(({ node }) => node)));
}

function sizes(bytes: ReadonlyMap<number, number>): string {
  return byNode([...bytes].map(([node, amount]) => [node, formatByteSize(amount)] as const));
}

export function countsOf<T>(values: readonly T[]): readonly (readonly [T, number])[] {
  return [...Map.groupBy(values, (value) => value)].map(([value, { length }]) => [value, length] as const);
}

import type { Guest } from '../../../guests/guest.ts';
import type { BytesByNode } from '../../../guests/numa-maps.ts';
import type { ThreadStatus } from '../../../guests/thread-status.ts';
import type { Measurement } from '../read/memory.ts';
import type { MemoryPlacement } from './model.ts';
import { unique } from './place-cpus.ts';

/** From this share on a node counts as holding memory of the guest; it does no longer below the second. */
const WORTH_MENTIONING = 0.1;
const NEGLIGIBLE = 0.05;

/**
 * Where a guest's memory is; `undefined` when that should be known and is not. What of the process is surely the guest's
 * memory counts, and all of it where nothing is marked as such.
 * @param before nodes that counted the last time
 */
export function placeMemory(
  guest: Guest,
  main: ThreadStatus,
  measurement: Measurement | undefined,
  before: readonly number[],
): MemoryPlacement | undefined {
  if (measurement?.refused !== undefined) {
    return { bytes: undefined, hugepages: undefined, nodes: askedFor(guest, main) };
  }
  if (measurement?.maps === undefined) return undefined;
  const { marked, all, huge } = measurement.maps;
  const bytes = marked.size > 0 ? marked : all;
  return { bytes, hugepages: huge, nodes: nodesHolding(bytes, before) };
}

function nodesHolding(bytes: BytesByNode, before: readonly number[]): readonly number[] {
  const total = [...bytes.values()].reduce((sum, one) => sum + one, 0);
  const holds = ([node, amount]: readonly [number, number]) =>
    amount / total >= (before.includes(node) ? NEGLIGIBLE : WORTH_MENTIONING);
  return unique([...bytes].filter(holds).map(([node]) => node));
}

/** Policies that only wish for a node (numa(7); QEMU, qapi/common.json `HostMemPolicy`; libvirt, docs/formatdomain.rst numatune). */
const WISHES = new Set(['default', 'preferred']);

/** Nodes that the memory is bound to, by the guest's configuration or by its control group. */
function askedFor({ memoryBackends }: Guest, { memoryNodes }: ThreadStatus): readonly number[] {
  const bound = memoryBackends.filter(({ policy }) => !WISHES.has(policy)).flatMap(({ hostNodes }) => hostNodes);
  if (bound.length > 0) return unique(bound);
  return memoryNodes.length === 1 ? memoryNodes : [];
}

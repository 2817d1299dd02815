import { isAbsent, messageOf } from '../../../core/errors.ts';
import type { Problem } from '../../../core/snapshot.ts';
import type { Host } from '../../../host/host.ts';
import { parseNumaNode } from '../../../pci/parse.ts';
import type { DevicePlacement } from '../audit/model.ts';

/** Tells the NUMA nodes of PCI devices of any class, each asked for once as long as somebody wants it. */
export type DeviceNodes = (
  addresses: ReadonlySet<string>,
  problems: Problem[],
  signal: AbortSignal,
) => Promise<ReadonlyMap<string, DevicePlacement>>;

export function createDeviceNodes(host: Host): DeviceNodes {
  let known: ReadonlyMap<string, DevicePlacement> = new Map();
  return async (addresses, problems, signal) => {
    const placements = await Promise.all(
      [...addresses].map(async (address) => known.get(address) ?? (await read(address, problems, signal))),
    );
    // Another device may come to the same place once nobody holds this one.
    known = new Map(placements.filter(({ isRead }) => isRead).map((placement) => [placement.address, placement]));
    return new Map(placements.map((placement) => [placement.address, placement]));
  };

  async function read(address: string, problems: Problem[], signal: AbortSignal): Promise<DevicePlacement> {
    const file = `/sys/bus/pci/devices/${address}/numa_node`;
    try {
      return { address, node: parseNumaNode(await host.readText(file, signal), file), isRead: true };
    } catch (error) {
      if (!isAbsent(error)) problems.push({ subject: address, message: messageOf(error) });
      return { address, node: undefined, isRead: false };
    }
  }
}

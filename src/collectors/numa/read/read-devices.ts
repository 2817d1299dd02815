import { messageOf } from '../../../core/errors.ts';
import type { Problem } from '../../../core/snapshot.ts';
import type { Host } from '../../../host/host.ts';
import type { PciDevice } from '../../../pci/device.ts';
import { readPciNetwork } from '../../../pci/network.ts';

/** The network controllers, in the order of their addresses; `undefined` when they can't be listed. */
export async function readDevices(
  host: Host,
  problems: Problem[],
  signal: AbortSignal,
): Promise<readonly PciDevice[] | undefined> {
  try {
    const network = await readPciNetwork(host, signal);
    problems.push(...network.problems.map(({ address, error }) => ({ subject: address, message: messageOf(error) })));
    return [...network.devices.values()];
  } catch (error) {
    problems.push({ subject: 'numa', message: messageOf(error) });
    return undefined;
  }
}

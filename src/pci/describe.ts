import { isAbsent } from '../core/errors.ts';
import type { Host } from '../host/host.ts';
import type { PciIdentity } from './device.ts';
import { isNetworkController, nameAtEnd, parseCount, parseNumaNode, parseUevent } from './parse.ts';

export const DEVICES = '/sys/bus/pci/devices';

/**
 * What a device is, read once when it is first seen. `undefined` when it is no network controller.
 * @throws HostError of kind `absent` when it has gone meanwhile
 */
export async function describeDevice(
  host: Host,
  address: string,
  signal: AbortSignal,
): Promise<PciIdentity | undefined> {
  const at = (name: string) => `${DEVICES}/${address}/${name}`;
  const what = parseUevent(await host.readText(at('uevent'), signal), at('uevent'));
  if (!isNetworkController(what)) return undefined;
  const file = <T>(name: string, parse: (text: string, file: string) => T) =>
    ifThere(host.readText(at(name), signal).then((text) => parse(text, at(name))));
  const [numaNode, physfn] = await Promise.all([
    file('numa_node', parseNumaNode),
    ifThere(host.readLink(at('physfn'), signal).then(nameAtEnd)),
  ]);
  const total = physfn === undefined ? await file('sriov_totalvfs', parseCount) : undefined;
  return { address, ...what, numaNode, physfn, isPhysical: total !== undefined };
}

/** `undefined` for what the device or the kernel does not have. */
export async function ifThere<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

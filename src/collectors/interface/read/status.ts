import type { Host } from '../../../host/host.ts';
import type { LinkStatus } from '../parse/link.ts';
import {
  parseAddress,
  parseAdminUp,
  parseCarrier,
  parseOperstate,
  parseStpState,
  parseWhole,
} from '../parse/status.ts';
import { absent, absentOrRefused } from './answers.ts';

/** What was known of the device before, as far as it decides what to read. */
type Known = { readonly address: string | undefined };

export type Status = LinkStatus & { readonly ifindex: number };

// aa:61:ff:1d:2c:5c
const HARDWARE_ADDRESS = /^[0-9a-f]{2}(?::[0-9a-f]{2})+$/;

/**
 * Reads anew from sysfs what a notification about a device may mean (Documentation/ABI/testing/sysfs-class-net).
 * @param isBridge whether the device of this name is a bridge, so that its ports have a spanning tree state
 * @throws HostError of kind `absent` when there is no such device
 */
export async function readStatus(
  door: Host,
  name: string,
  known: Known,
  isBridge: (name: string) => boolean,
  signal: AbortSignal,
): Promise<Status> {
  const directory = `/sys/class/net/${name}`;
  const read = (file: string) => door.readText(`${directory}/${file}`, signal);
  const addressIsSame = known.address !== undefined && !HARDWARE_ADDRESS.test(known.address);
  const [flags, ifindex, operstate, carrier, changes, mtu, address, master] = await Promise.all([
    read('flags'),
    read('ifindex'),
    read('operstate'),
    // No carrier is looked for while a device is set down.
    read('carrier').catch(absentOrRefused),
    read('carrier_changes').catch(absent),
    read('mtu'),
    // sysfs writes the IP address of a tunnel as bytes, not as an address.
    addressIsSame ? known.address : read('address'),
    door.readLink(`${directory}/master`, signal).then(lastPart).catch(absent),
  ]);
  const adminUp = parseAdminUp(flags, `${directory}/flags`);
  return {
    adminUp,
    ifindex: parseWhole(ifindex, `${directory}/ifindex`, 'the number of the device'),
    carrier: adminUp && carrier !== undefined ? parseCarrier(carrier, `${directory}/carrier`) : undefined,
    operstate: parseOperstate(operstate, `${directory}/operstate`),
    mtu: parseWhole(mtu, `${directory}/mtu`, 'a number of bytes'),
    address: addressIsSame ? known.address : parseAddress(address ?? ''),
    master,
    carrierChanges:
      changes === undefined ? undefined : parseWhole(changes, `${directory}/carrier_changes`, 'a number of changes'),
    stp: master !== undefined && isBridge(master) ? await readStpState(door, directory, signal) : undefined,
  };
}

/** A device that has just left its bridge has no such file any more. */
async function readStpState(door: Host, directory: string, signal: AbortSignal): Promise<string | undefined> {
  const file = `${directory}/brport/state`;
  const text = await door.readText(file, signal).catch(absent);
  return text === undefined ? undefined : parseStpState(text, file);
}

/** `../../eth0`, the target of a link in sysfs, means eth0. */
export function lastPart(target: string): string {
  return target.slice(target.lastIndexOf('/') + 1).trim();
}

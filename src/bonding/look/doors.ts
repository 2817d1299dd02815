import type { Host } from '../../host/host.ts';
import { numberIn, textIn } from './files.ts';

/** A device of the kernel, as a program that uses it knows it. */
export type KnownDevice = { readonly name: string; readonly address: string | null; readonly ifindex: number | null };

/** Whether the device is behind this door. Another one of its name may be. */
export async function isBehind(
  door: Host,
  { name, address, ifindex }: KnownDevice,
  signal: AbortSignal,
): Promise<boolean> {
  if (ifindex === null || name === '' || /[/\s]/.test(name)) return false;
  const folder = `/sys/class/net/${name}`;
  if ((await numberIn(door, `${folder}/ifindex`, signal)) !== ifindex) return false;
  return (await textIn(door, `${folder}/address`, signal))?.toLowerCase() === address?.toLowerCase();
}

/** The door behind which the first of these devices is that is anywhere: the host's own first, then named namespaces. */
export async function doorOfDevices(
  host: Host,
  devices: readonly KnownDevice[],
  signal: AbortSignal,
): Promise<Host | undefined> {
  const others = (await host.namespaces(signal)).flatMap((one) => ('host' in one ? [one.host] : []));
  for (const door of [host, ...others]) {
    for (const device of devices) if (await isBehind(door, device, signal)) return door;
  }
  return undefined;
}

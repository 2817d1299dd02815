import type { Host } from '../../../host/host.ts';
import type { View } from '../model/view.ts';
import { type NetDev, parseNetDev } from '../parse/net-dev.ts';
import type { Selection } from '../selection.ts';

const FILE = '/proc/net/dev';

/**
 * The names of all devices of the namespace, and the counters of those that are watched.
 * @throws HostError or ParseError
 */
export async function readCounters(
  door: Host,
  { leftOut }: Pick<View, 'leftOut'>,
  selection: Selection,
  signal: AbortSignal,
): Promise<NetDev> {
  const wanted = (name: string) => selection.name(name) && !leftOut.has(name);
  return parseNetDev(await door.readText(FILE, signal), FILE, wanted);
}

/** The names of all devices of the namespace, now. */
export async function readNames(door: Host, signal: AbortSignal): Promise<ReadonlySet<string>> {
  return new Set(parseNetDev(await door.readText(FILE, signal), FILE, () => false).names);
}

/** Whether a file that listed `names` shows that devices came or went since it listed `before`. */
export function haveChanged(names: readonly string[], before: ReadonlySet<string>): boolean {
  return names.length !== before.size || names.some((name) => !before.has(name));
}

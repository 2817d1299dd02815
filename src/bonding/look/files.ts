import { atMost } from '../../core/at-most.ts';
import { isAbsent } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';

const NET = '/sys/class/net';
const READERS = 8;

/** A number in a file, null when it is not there, can't be read (a link that is down has no speed) or is none. */
export async function numberIn(door: Host, path: string, signal: AbortSignal): Promise<number | null> {
  const text = await textIn(door, path, signal);
  return text !== null && /^-?\d+$/.test(text) ? Number(text) : null;
}

/** The text of a small file, null when it can't be read. */
export async function textIn(door: Host, path: string, signal: AbortSignal): Promise<string | null> {
  try {
    return (await door.readText(path, signal)).trim();
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

/** The names in a directory; none when it is not there. */
export async function namesIn(door: Host, path: string, signal: AbortSignal): Promise<readonly string[]> {
  try {
    return await door.list(path, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (isAbsent(error)) return [];
    throw error;
  }
}

export async function linkIn(door: Host, path: string, signal: AbortSignal): Promise<string | null> {
  try {
    return await door.readLink(path, signal);
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

/** Receive and transmit errors of a device in all (Documentation/networking/statistics.rst). */
export async function errorsOf(door: Host, device: string, signal: AbortSignal): Promise<number | null> {
  const folder = `${NET}/${device}/statistics`;
  const [received, sent] = await Promise.all([
    numberIn(door, `${folder}/rx_errors`, signal),
    numberIn(door, `${folder}/tx_errors`, signal),
  ]);
  return received === null || sent === null ? null : received + sent;
}

/** The hardware addresses of all devices behind a door, by name. */
export async function addressesIn(door: Host, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const devices = await namesIn(door, NET, signal);
  const addresses = await atMost(READERS, devices, (device) => textIn(door, `${NET}/${device}/address`, signal));
  return new Map(
    devices.flatMap((device, index): [string, string][] => {
      const address = addresses[index] ?? '';
      return address === '' ? [] : [[device, address]];
    }),
  );
}

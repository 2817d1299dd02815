import { isIPv6, SocketAddress } from 'node:net';
import type { CheckPlace } from '../../checks.ts';
import type { Sockets } from '../kind.ts';

/**
 * One of a name's addresses: the one that was taken before, as long as it is among them. Otherwise the lowest to which
 * there is a way from that place, IPv6 before IPv4 (RFC 6724): which one it is does not depend on the order in which a
 * server mentions them.
 */
export function pickAddress(
  sockets: Sockets,
  place: CheckPlace,
  addresses: readonly string[],
  before: string | undefined,
): string | undefined {
  const sorted = [...new Set(addresses.map(plainAddress))].sort(byFamilyAndNumber);
  if (before !== undefined && sorted.includes(before)) return before;
  return sorted.find((address) => isReachable(sockets, place, address)) ?? sorted[0];
}

/** Whether the kernel knows a way: it says so when a UDP socket is connected, which sends nothing. */
function isReachable(sockets: Sockets, place: CheckPlace, address: string): boolean {
  try {
    // The discard service, in case that somebody looks.
    sockets.datagram({ address, port: 9, place }).close();
    return true;
  } catch {
    return false;
  }
}

function plainAddress(address: string): string {
  return isIPv6(address) ? (SocketAddress.parse(`[${address}]:0`)?.address ?? address) : address;
}

function byFamilyAndNumber(one: string, other: string): number {
  if (isIPv6(one) !== isIPv6(other)) return isIPv6(one) ? -1 : 1;
  return one.localeCompare(other, 'en', { numeric: true });
}

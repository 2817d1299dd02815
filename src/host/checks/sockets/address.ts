import { isIPv4, isIPv6 } from 'node:net';
import { CheckFailure } from '../kind.ts';
import { AF_INET, AF_INET6, littleEndian } from './abi.ts';

/** Where a socket is to lead, as the kernel wants it (ip(7), ipv6(7)). */
export type SocketAddress = {
  readonly family: typeof AF_INET | typeof AF_INET6;
  /** struct sockaddr_in or sockaddr_in6, without its scope where that is a device's name. */
  readonly bytes: Uint8Array;
  /** A device whose number is the scope: `eth0` of `fe80::1%eth0`. */
  readonly scope: string | undefined;
};

/** Where sin6_scope_id stands. */
export const SCOPE_OFFSET = 24;

/**
 * @param address an IPv4 or IPv6 address; anything else throws a `CheckFailure` that says `not-resolved`
 */
export function socketAddress(address: string, port: number): SocketAddress {
  const [plain = '', scope] = address.split('%');
  return isIPv4(plain) && scope === undefined ? address4(plain, port) : address6(address, plain, scope, port);
}

function address4(address: string, port: number): SocketAddress {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, AF_INET, littleEndian);
  view.setUint16(2, port);
  bytes.set(address.split('.').map(Number), 4);
  return { family: AF_INET, bytes, scope: undefined };
}

function address6(whole: string, plain: string, scope: string | undefined, port: number): SocketAddress {
  if (!isIPv6(plain)) throw new CheckFailure('not-resolved', `${whole} is no address`);
  const bytes = new Uint8Array(28);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, AF_INET6, littleEndian);
  view.setUint16(2, port);
  for (const [index, group] of groupsOf(plain).entries()) view.setUint16(8 + 2 * index, group);
  const numbered = scope !== undefined && /^\d+$/.test(scope);
  if (numbered) view.setUint32(SCOPE_OFFSET, Number(scope), littleEndian);
  return { family: AF_INET6, bytes, scope: numbered ? undefined : scope };
}

/** The eight groups of an IPv6 address; `URL` knows every way to write one and gives one way back (RFC 5952). */
function groupsOf(address: string): number[] {
  const { hostname } = new URL(`http://[${address}]`);
  const [before = '', after] = hostname.slice(1, -1).split('::');
  const left = hexGroups(before);
  const right = hexGroups(after ?? '');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => 0);
  return [...left, ...zeros, ...right];
}

function hexGroups(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

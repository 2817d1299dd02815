import { isIPv6 } from 'node:net';
import type { Attempt } from '../kind.ts';

/** Host and port as URLs and Host headers have them; the port is left out where it is the usual one (RFC 9110, section 7.2). */
export function authorityOf(
  { name, address, port }: Pick<Attempt, 'name' | 'address' | 'port'>,
  usual: number,
): string {
  const host = (name ?? address).replace(/%.*$/s, '');
  const shown = isIPv6(host) ? `[${host}]` : host;
  return port === usual ? shown : `${shown}:${port}`;
}

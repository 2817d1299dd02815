import { isIP } from 'node:net';
import { z } from 'zod';

/** A name of the DNS or of /etc/hosts. The last label of a name is never a number, so that `10.0.0.256` is none. */
const HOST_NAME =
  /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*(?!\d+\.?$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.?$/i;

/** An address or a name that can be checked. */
export const endpoint = z
  .string()
  .refine(
    (value) => isIP(value) !== 0 || HOST_NAME.test(value),
    'expected an IPv4 address, an IPv6 address or a host name',
  );

/** An address of this machine. */
export const ownAddress = z.string().refine((value) => isIP(value) !== 0, 'expected an IPv4 or an IPv6 address');

export const port = z.int().min(1).max(65_535);

/** `10.0.0.1:80`, `[2001:db8::1]:80`, or the address alone. */
export function addressText(address: string, ownPort: number | undefined): string {
  if (ownPort === undefined) return address;
  return isIP(address) === 6 ? `[${address}]:${ownPort}` : `${address}:${ownPort}`;
}

// [2001:db8::1]:443
const BRACKETED = /^\[([^\]]+)\](?::(\d{1,5}))?$/;
// 192.0.2.1:443
const PLAIN = /^([^:]+)(?::(\d{1,5}))?$/;

export type VirtualAddress = { readonly address: string; readonly port: number | undefined };

/** The parts of a virtual address; `undefined` when it is none. */
export function parseVirtualAddress(value: string): VirtualAddress | undefined {
  if (isIP(value) === 6) return { address: value, port: undefined };
  const bracketed = BRACKETED.exec(value);
  const [, address = '', digits] = bracketed ?? PLAIN.exec(value) ?? [];
  const number = digits === undefined ? undefined : Number(digits);
  if (isIP(address) !== (bracketed === null ? 4 : 6)) return undefined;
  return number !== undefined && (number < 1 || number > 65_535) ? undefined : { address, port: number };
}

export const virtualAddress = z.string().transform((value, context) => {
  const parsed = parseVirtualAddress(value);
  if (parsed !== undefined) return addressText(parsed.address, parsed.port);
  const message = 'expected an address such as 192.0.2.1, 192.0.2.1:443, 2001:db8::1 or [2001:db8::1]:443';
  context.issues.push({ code: 'custom', input: value, message });
  return z.NEVER;
});

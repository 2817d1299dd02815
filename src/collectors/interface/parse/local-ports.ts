import { ParseError } from '../../../core/errors.ts';
import { type NumberRange, parseNumberList } from '../../../core/number-list.ts';

/** Ports that the kernel gives to sockets that ask for none in particular. */
export type LocalPorts = NumberRange & { readonly reserved: readonly NumberRange[] };

const MAX_PORT = 65_535;

// 32768	60999
const RANGE = /^(\d+)\s+(\d+)$/;

/**
 * `net.ipv4.ip_local_port_range` and `net.ipv4.ip_local_reserved_ports`, which hold for IPv6 too (kernel,
 * Documentation/networking/ip-sysctl.rst).
 * @throws ParseError
 */
export function parseLocalPorts(range: string, rangeFile: string, reserved: string, reservedFile: string): LocalPorts {
  const [, low, high] = RANGE.exec(range.trim()) ?? [];
  const first = Number(low);
  const last = Number(high);
  if (low === undefined || last < first || last > MAX_PORT)
    throw new ParseError(rangeFile, 1, 'the first and the last port', range);
  return { first, last, reserved: parseNumberList(reserved, reservedFile) };
}

export function isGiven({ first, last, reserved }: LocalPorts, port: number): boolean {
  return port >= first && port <= last && !reserved.some((range) => port >= range.first && port <= range.last);
}

/** How many ports there are to give; ranges of reserved ports may overlap. */
export function countGiven(ports: LocalPorts): number {
  let count = 0;
  for (let port = ports.first; port <= ports.last; port += 1) if (isGiven(ports, port)) count += 1;
  return count;
}

import { endianness } from 'node:os';

/** A gateway and the device that leads to it. */
export type Gateway = { readonly device: string; readonly address: string; readonly isDefault: boolean };

const UP = 1;
const GATEWAY = 2;

/**
 * The gateways in `/proc/net/route` (net/ipv4/fib_trie.c, fib_route_seq_show): addresses in the machine's byte order.
 *
 *     Iface  Destination  Gateway   Flags  RefCnt  Use  Metric  Mask      MTU  Window  IRTT
 *     bond0  00000000     010200C0  0003   0       0    100     00000000  0    0       0
 */
export function gatewaysIn(routes: string): readonly Gateway[] {
  const [heading = '', ...lines] = routes.split('\n');
  const names = heading.trim().split(/\s+/);
  return lines.flatMap((line) => {
    const values = line.trim().split(/\s+/);
    const field = (name: string) => values[names.indexOf(name)] ?? '';
    const flags = Number.parseInt(field('Flags'), 16);
    const gateway = field('Gateway');
    if ((flags & (UP | GATEWAY)) !== (UP | GATEWAY) || !/^[0-9A-F]{8}$/i.test(gateway)) return [];
    return [{ device: field('Iface'), address: ipv4(gateway), isDefault: /^0+$/.test(field('Mask')) }];
  });
}

function ipv4(hex: string): string {
  const bytes = (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  return (endianness() === 'LE' ? bytes.reverse() : bytes).join('.');
}

/**
 * The gateways in `/proc/net/ipv6_route` (net/ipv6/route.c, rt6_seq_show): destination and its length, source and its
 * length, gateway, metric, two counters, flags, device.
 *
 *     00000000000000000000000000000000 00 00…00 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003 bond0
 */
export function gatewaysIn6(routes: string): readonly Gateway[] {
  return routes.split('\n').flatMap((line) => {
    const [, length = '', , , gateway = '', , , , flags = '', device = ''] = line.trim().split(/\s+/);
    const isGateway = (Number.parseInt(flags, 16) & (UP | GATEWAY)) === (UP | GATEWAY);
    if (!isGateway || !/^[0-9a-f]{32}$/.test(gateway)) return [];
    return [{ device, address: (gateway.match(/..../g) ?? []).join(':'), isDefault: length === '00' }];
  });
}

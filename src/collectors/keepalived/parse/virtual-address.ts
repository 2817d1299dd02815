import type { VirtualAddress } from '../instance.ts';

// 192.0.2.100/24 dev eth0 scope global set
// 2001:db8::100/64 dev eth0 scope global
const ADDRESS = /^\s*([0-9a-fA-F:.]+)(?:\/\d+)? .*?\bdev (\S+)/;

/** The virtual addresses in lines as keepalived writes them; others are left out. */
export function virtualAddresses(lines: readonly string[]): readonly VirtualAddress[] {
  return lines.flatMap((line) => {
    const [, address, name] = ADDRESS.exec(line) ?? [];
    return address === undefined || name === undefined ? [] : [{ address: address.toLowerCase(), interface: name }];
  });
}

import { parseObjects, textIn } from './json.ts';

/** Addresses that bridges have learned: by bridge, then by port. */
export type LearnedAddresses = ReadonlyMap<string, ReadonlyMap<string, number>>;

/**
 * Counts in `bridge -j fdb show` (bridge(8), iproute2 bridge/fdb.c) the entries that a bridge made because a packet came in:
 * `{"mac":"aa:61:ff:1d:2c:5c","ifname":"ve0","vlan":1,"flags":[],"master":"brg0","state":"stale"}`.
 * Not those of the devices themselves (flag `self`), nor those that an administrator or a control plane entered
 * (state `permanent` or `static`, flag `extern_learn`). One address in two VLANs is two entries, as it is for the kernel.
 * @throws ParseError
 */
export function parseLearnedAddresses(text: string, command: string): LearnedAddresses {
  const byBridge = new Map<string, Map<string, number>>();
  for (const entry of parseObjects(text, command)) {
    if (typeof entry.master !== 'string' || ENTERED.has(entry.state) || hasFlag(entry.flags)) continue;
    const port = textIn(entry, 'ifname', command, 'an entry');
    let ports = byBridge.get(entry.master);
    if (ports === undefined) {
      ports = new Map();
      byBridge.set(entry.master, ports);
    }
    ports.set(port, (ports.get(port) ?? 0) + 1);
  }
  return byBridge;
}

const ENTERED: ReadonlySet<unknown> = new Set(['permanent', 'static']);

function hasFlag(flags: unknown): boolean {
  return Array.isArray(flags) && (flags.includes('self') || flags.includes('extern_learn'));
}

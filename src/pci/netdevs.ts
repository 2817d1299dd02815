import { atMost } from '../core/at-most.ts';
import type { Host } from '../host/host.ts';
import { ifThere } from './describe.ts';
import { addressBehind } from './parse.ts';

/** Tells which network devices of a namespace stand on which PCI device. */
export type NetdevReader = {
  /**
   * PCI addresses by the name of the network device; those that stand on none are not there.
   * @param door the door of one namespace, always the same one
   * @param again names that may have come to mean another device, as notifications tell
   */
  readonly read: (door: Host, signal: AbortSignal, again?: Iterable<string>) => Promise<ReadonlyMap<string, string>>;
};

const NETDEVS = '/sys/class/net';
/** A file of the bonding driver among the devices. */
const NO_DEVICE = 'bonding_masters';
/** So often a name is looked up anew, in case that it changed hands and no notification told. */
const REPEAT_MS = 60_000;
const AT_ONCE = 16;

/** @param now a clock in milliseconds */
export function createNetdevReader(now = () => performance.now()): NetdevReader {
  let known: ReadonlyMap<string, string | undefined> = new Map();
  let repeated = Number.NEGATIVE_INFINITY;
  return {
    read: async (door, signal, again = []) => {
      const listed = (await ifThere(door.list(NETDEVS, signal))) ?? [];
      const names = listed.filter((name) => name !== NO_DEVICE);
      const at = now();
      const repeat = at - repeated >= REPEAT_MS;
      const anew = new Set(again);
      // A virtual device does not become a real one under the same name without a notification.
      const isKnown = (name: string) =>
        known.has(name) && !anew.has(name) && !(repeat && known.get(name) !== undefined);
      const next = new Map<string, string | undefined>(names.map((name) => [name, known.get(name)]));
      const unknown = names.filter((name) => !isKnown(name));
      await atMost(AT_ONCE, unknown, async (name) => {
        const target = await ifThere(door.readLink(`${NETDEVS}/${name}`, signal));
        next.set(name, target === undefined ? undefined : addressBehind(target));
      });
      known = next;
      if (repeat) repeated = at;
      return new Map([...next].flatMap(([name, address]) => (address === undefined ? [] : [[name, address] as const])));
    },
  };
}

import { atMost } from '../core/at-most.ts';
import { isAbsent } from '../core/errors.ts';
import type { Host } from '../host/host.ts';
import { DEVICES, describeDevice, ifThere } from './describe.ts';
import type { PciDevice, PciIdentity } from './device.ts';
import { createDriverReader } from './drivers.ts';
import { createNetdevReader } from './netdevs.ts';
import { createSriovReader } from './sriov.ts';

/** The network controllers of a host, and what of them could not be read. */
export type PciNetwork = {
  /** By address, in the order of addresses. */
  readonly devices: ReadonlyMap<string, PciDevice>;
  readonly problems: readonly PciProblem[];
};

/** A device that is there and could not be understood, or a part of it that could not be read. */
export type PciProblem = { readonly address: string; readonly error: unknown };

/** Reads the network controllers again and again. Use `readPciNetwork`, which all collectors share. */
export type PciNetworkReader = {
  /** @param again network devices that notifications have named */
  readonly read: (signal: AbortSignal, again?: Iterable<string>) => Promise<PciNetwork>;
};

const AT_ONCE = 16;

/**
 * Every reading lists the devices, the drivers that have some of them and the network devices, and asks each physical
 * function for its number of virtual ones. All else is read when a device is new or virtual functions came or went:
 * a host without network controllers costs one listing.
 */
export function createPciNetworkReader(host: Host): PciNetworkReader {
  const drivers = createDriverReader(host);
  const netdevs = createNetdevReader();
  const sriov = createSriovReader(host);
  /** `undefined` for a device that is no network controller. */
  let known: ReadonlyMap<string, PciIdentity | undefined> = new Map();

  const describe = async (addresses: readonly string[], signal: AbortSignal) => {
    const problems: PciProblem[] = [];
    const described = new Map<string, PciIdentity | undefined>();
    await atMost(AT_ONCE, addresses, async (address) => {
      if (known.has(address)) return;
      try {
        described.set(address, await describeDevice(host, address, signal));
      } catch (error) {
        signal.throwIfAborted();
        if (!isAbsent(error)) problems.push({ address, error });
      }
    });
    return { described, problems };
  };

  return {
    read: async (signal, again) => {
      const addresses = (await ifThere(host.list(DEVICES, signal))) ?? [];
      const { described, problems } = await describe(addresses, signal);
      const next = new Map<string, PciIdentity | undefined>();
      for (const address of addresses) {
        if (described.has(address)) next.set(address, described.get(address));
        else if (known.has(address)) next.set(address, known.get(address));
      }
      const identities = [...next.values()].filter((identity) => identity !== undefined);
      if (identities.length === 0) {
        known = next;
        return { devices: new Map(), problems };
      }
      const [bound, behind, functions] = await Promise.all([
        drivers.read(
          identities.map(({ address }) => address),
          signal,
        ),
        netdevs.read(host, signal, again),
        sriov.read(identities, signal),
      ]);
      signal.throwIfAborted();
      known = next;
      // A virtual function shows itself a moment before the link to its physical one is there.
      const owners = new Map(
        [...functions.sriov].flatMap(([physfn, { virtfns }]) => [...virtfns.values()].map((one) => [one, physfn])),
      );
      const names = Map.groupBy(behind.keys(), (name) => behind.get(name));
      const devices = identities.map((identity): [string, PciDevice] => {
        const { address } = identity;
        const device = {
          ...identity,
          physfn: identity.physfn ?? owners.get(address),
          driver: bound.get(address),
          sriov: functions.sriov.get(address),
          netdevs: names.get(address) ?? [],
        };
        return [address, device];
      });
      return { devices: new Map(devices), problems: [...problems, ...functions.problems] };
    },
  };
}

type Shared = { readonly reader: PciNetworkReader; reading: Promise<PciNetwork> | undefined };

const sharedByHost = new WeakMap<Host, Shared>();

/**
 * The network controllers of a host as they are now. Collectors that ask at the same moment share one reading, and all of
 * them what is known of devices that were there before.
 * @param again network devices that notifications have named; their names may have come to mean other devices
 * @throws HostError when the PCI devices can't be listed; a host without PCI has none
 */
export async function readPciNetwork(host: Host, signal: AbortSignal, again?: Iterable<string>): Promise<PciNetwork> {
  const shared = sharedByHost.get(host) ?? { reader: createPciNetworkReader(host), reading: undefined };
  sharedByHost.set(host, shared);
  if (again === undefined && shared.reading !== undefined) {
    // One that fails may have been given up by whoever asked for it: then this one is made.
    const theirs = await shared.reading.catch(() => undefined);
    if (theirs !== undefined) return theirs;
  }
  const reading = shared.reader.read(signal, again);
  shared.reading = reading;
  try {
    return await reading;
  } finally {
    if (shared.reading === reading) shared.reading = undefined;
  }
}

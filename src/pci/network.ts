import type { Host } from '../host/host.ts';
import { DEVICES, ifThere } from './describe.ts';
import type { PciDevice, PciProblem, Sriov } from './device.ts';
import { createDriverReader } from './drivers.ts';
import { type Identities, identify } from './identify.ts';
import { createNetdevReader } from './netdevs.ts';

/** The network controllers of a host, and what of them could not be read. */
export type PciNetwork = {
  /** By address, in the order of addresses. */
  readonly devices: ReadonlyMap<string, PciDevice>;
  readonly problems: readonly PciProblem[];
};

/** Reads the network controllers again and again. Use `readPciNetwork`, which all collectors share. */
export type PciNetworkReader = {
  /** @param again network devices that notifications have named */
  readonly read: (signal: AbortSignal, again?: Iterable<string>) => Promise<PciNetwork>;
};

/**
 * Every reading lists the devices, the drivers that have some of them and the network devices, and asks each physical
 * function for its number of virtual ones. All else is read when a device is new or virtual functions came or went:
 * a host without network controllers costs one listing.
 */
export function createPciNetworkReader(host: Host): PciNetworkReader {
  const drivers = createDriverReader(host);
  const netdevs = createNetdevReader();
  let known: Identities = new Map();
  let knownSriov: ReadonlyMap<string, Sriov> = new Map();

  return {
    read: async (signal, again) => {
      const addresses = (await ifThere(host.list(DEVICES, signal))) ?? [];
      const { identities, sriov, problems } = await identify(host, addresses, known, knownSriov, signal);
      const controllers = [...identities.values()].filter((identity) => identity !== undefined);
      const [bound, behind] =
        controllers.length === 0
          ? [new Map<string, string>(), new Map<string, string>()]
          : await Promise.all([
              drivers.read(
                controllers.map(({ address }) => address),
                signal,
              ),
              netdevs.read(host, signal, again),
            ]);
      signal.throwIfAborted();
      known = identities;
      knownSriov = sriov;
      const names = Map.groupBy(behind.keys(), (name) => behind.get(name));
      const devices = controllers.map((identity): [string, PciDevice] => {
        const { address } = identity;
        const its = { driver: bound.get(address), sriov: sriov.get(address), netdevs: names.get(address) ?? [] };
        return [address, { ...identity, ...its }];
      });
      return { devices: new Map(devices), problems };
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

import { messageOf } from '../../core/errors.ts';
import type { Problem } from '../../core/snapshot.ts';
import { findGuests } from '../../guests/find-guests.ts';
import type { Host, LinkNotice } from '../../host/host.ts';
import type { PciDevice } from '../../pci/device.ts';
import { readPciNetwork } from '../../pci/network.ts';
import type { NetdevName } from './model.ts';
import { type Bonds, readBonds } from './read/bonds.ts';
import { createNetdevSearch } from './read/doors.ts';
import type { VfCollectorSettings } from './settings.ts';

/** What there is and who has it, without asking any driver. */
export type Survey = {
  /** The network controllers of the host by PCI address. */
  readonly devices: ReadonlyMap<string, PciDevice>;
  /** Those that can have virtual functions. */
  readonly pfs: readonly PciDevice[];
  /** Network devices by the PCI address that they stand on. */
  readonly netdevs: ReadonlyMap<string, readonly NetdevName[]>;
  /** Doors of the namespaces that were entered, the host's own among them. */
  readonly doors: ReadonlyMap<string, Host>;
  /** Of each namespace in which functions are. */
  readonly bonds: ReadonlyMap<string, Bonds>;
  /** Names of guests by the PCI addresses that they hold. */
  readonly guests: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
};

// vfio-pci, mlx5_vfio_pci, uio_pci_generic, igb_uio, pci-stub, xen-pciback
const HANDED_OUT = /vfio|uio|^pci-stub$|pciback$/;

/** Whether a driver hands its device to a program, a guest's as a rule, so that it has no network device. */
export function isHandedOut(driver: string): boolean {
  return HANDED_OUT.test(driver);
}

export type Surveyor = {
  /** @param changed as in `CollectRequest`; guests are looked for at polls only */
  readonly survey: (changed: readonly LinkNotice[] | undefined, signal: AbortSignal) => Promise<Survey>;
};

export function createSurveyor(host: Host, settings: VfCollectorSettings): Surveyor {
  const search = createNetdevSearch(host);
  let guests: ReadonlyMap<string, string> = new Map();

  const readGuests = async (signal: AbortSignal): Promise<readonly Problem[]> => {
    try {
      const found = await findGuests(host, signal);
      guests = new Map(found.guests.flatMap(({ name, pciDevices }) => pciDevices.map((address) => [address, name])));
      return found.problems.map((message) => ({ subject: 'vf', message }));
    } catch (error) {
      signal.throwIfAborted();
      return [{ subject: 'vf', message: messageOf(error) }];
    }
  };

  return {
    survey: async (changed, signal) => {
      const notices = changed ?? [];
      const again = notices.flatMap(({ netns, interface: name }) => (netns === '' ? (name ?? []) : []));
      const network = await readPciNetwork(host, signal, changed === undefined ? undefined : again);
      const { devices } = network;
      const pfs = [...devices.values()].filter(({ sriov }) => sriov !== undefined);
      const functions = [...devices.values()].filter(
        ({ address, physfn }) => physfn !== undefined || pfs.some((pf) => pf.address === address),
      );
      const missing = functions.filter(({ driver, netdevs }) => {
        return driver !== undefined && !isHandedOut(driver) && netdevs.length === 0;
      });
      const found = await search.find(new Set(missing.map(({ address }) => address)), notices, signal);
      const own = functions.map(({ address, netdevs }): [string, readonly NetdevName[]] => {
        return [address, netdevs.map((name) => ({ netns: '', name }))];
      });
      const netdevs = new Map([...own.filter(([, names]) => names.length > 0), ...found.netdevs]);
      const bonds = await readAllBonds(found.doors, netdevs, signal);
      const given = functions.some(({ driver }) => driver !== undefined && isHandedOut(driver));
      if (!given || !settings.guests) guests = new Map();
      const wanted = given && settings.guests && changed === undefined;
      const guestProblems = wanted ? await readGuests(signal) : [];
      const unread = network.problems.map(({ address, error }) => ({ subject: address, message: messageOf(error) }));
      const problems = [...unread, ...found.problems, ...bonds.problems, ...guestProblems];
      return { devices, pfs, netdevs, doors: found.doors, bonds: bonds.bonds, guests, problems };
    },
  };
}

async function readAllBonds(
  doors: ReadonlyMap<string, Host>,
  netdevs: ReadonlyMap<string, readonly NetdevName[]>,
  signal: AbortSignal,
) {
  const concerned = new Set([...netdevs.values()].flat().map(({ netns }) => netns));
  const bonds = new Map<string, Bonds>();
  const problems: Problem[] = [];
  await Promise.all(
    [...concerned].map(async (netns) => {
      const door = doors.get(netns);
      try {
        if (door !== undefined) bonds.set(netns, await readBonds(door, signal));
      } catch (error) {
        signal.throwIfAborted();
        problems.push({ subject: netns === '' ? 'vf' : netns, message: messageOf(error) });
      }
    }),
  );
  return { bonds, problems };
}

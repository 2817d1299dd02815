import type { PciDevice } from '../../pci/device.ts';
import type { Group, NetdevName, Pf, Place, Vf } from './model.ts';
import { isHandedOut, type Survey } from './survey.ts';

/** Where a virtual function is. */
export function placeOf({ address, driver }: PciDevice, { netdevs, guests, bonds }: Survey): Place {
  if (driver === undefined) return { kind: 'unbound' };
  if (isHandedOut(driver)) {
    const guest = guests.get(address);
    return guest === undefined ? { kind: 'vfio' } : { kind: 'guest', guest };
  }
  const [netdev] = netdevs.get(address) ?? [];
  if (netdev === undefined) return { kind: 'elsewhere' };
  const [bond] = [...(bonds.get(netdev.netns) ?? [])].find(([, slaves]) => slaves.includes(netdev.name)) ?? [];
  return { kind: netdev.netns === '' ? 'host' : 'namespace', netdev, bond };
}

/** A network device, or a bond, in states and events: `bond0`, or `blue:bond0` in the namespace blue. */
export function named({ netns, name }: NetdevName): string {
  return netns === '' ? name : `${netns}:${name}`;
}

export function vfSubject(pf: string, number: number): string {
  return `${pf}/${number}`;
}

/**
 * Virtual functions that are to stand in for each other: the slaves of a bond, and what a guest has in one VLAN, which it
 * may have bonded. One alone is no group.
 */
export function groupsOf(pfs: readonly Pf[], survey: Survey): readonly Group[] {
  return [...bondGroups(pfs, survey), ...guestGroups(pfs)];
}

type Member = { readonly pf: string; readonly vf: Vf };

function membersOf(pfs: readonly Pf[]): readonly Member[] {
  return pfs.flatMap(({ device, vfs }) => vfs.map((vf) => ({ pf: device.address, vf })));
}

/** Links of a bond that are no functions of ours, or physical functions themselves, count too. */
function bondGroups(pfs: readonly Pf[], { bonds, netdevs }: Survey): readonly Group[] {
  const owners = new Map<string, string>();
  const subjects = new Map<string, string>();
  for (const { device, vfs } of pfs) {
    for (const netdev of netdevs.get(device.address) ?? []) owners.set(named(netdev), device.address);
    for (const vf of vfs) {
      for (const netdev of netdevs.get(vf.address) ?? []) {
        owners.set(named(netdev), device.address);
        subjects.set(named(netdev), vfSubject(device.address, vf.number));
      }
    }
  }
  return [...bonds].flatMap(([netns, all]) =>
    [...all].flatMap(([bond, slaves]): readonly Group[] => {
      const names = slaves.map((name) => named({ netns, name }));
      const members = names.flatMap((name) => subjects.get(name) ?? []);
      if (members.length === 0 || names.length < 2) return [];
      const sharedPf = onlyOne(names.map((name) => owners.get(name) ?? name));
      return [{ kind: 'bond', holder: named({ netns, name: bond }), members, sharedPf }];
    }),
  );
}

/** Two functions in different VLANs lead to different networks: neither could stand in for the other. */
function guestGroups(pfs: readonly Pf[]): readonly Group[] {
  const held = membersOf(pfs).filter(({ vf }) => vf.place.kind === 'guest');
  const byGuest = Map.groupBy(held, ({ vf }) => (vf.place.kind === 'guest' ? vf.place.guest : ''));
  return [...byGuest].flatMap(([holder, members]): readonly Group[] => {
    const alike = [...Map.groupBy(members, ({ vf }) => vf.settings.vlan).values()].filter(({ length }) => length > 1);
    if (alike.length === 0) return [];
    const sharedPf = alike.map((some) => onlyOne(some.map(({ pf }) => pf))).find((pf) => pf !== undefined);
    const subjects = alike.flat().map(({ pf, vf }) => vfSubject(pf, vf.number));
    return [{ kind: 'guest', holder, members: subjects, sharedPf }];
  });
}

function onlyOne(values: readonly string[]): string | undefined {
  const [first] = values;
  return values.every((value) => value === first) ? first : undefined;
}

import type { FieldValue, State } from '../../../core/state.ts';
import type { Group, Pf, Place, Vf, VfSettings } from '../model.ts';
import { named, vfSubject } from '../places.ts';

/** The states of all physical functions, each followed by those of its virtual ones, and of the groups of these. */
export function statesOf(pfs: readonly Pf[], groups: readonly Group[]): readonly State[] {
  const bonded = new Set(groups.flatMap(({ members }) => members));
  const functions = pfs.flatMap((pf) => [pfState(pf), ...pf.vfs.map((vf) => vfState(pf, vf, bonded))]);
  return [...functions, ...groups.map(groupState)];
}

function pfState(pf: Pf): State {
  const { device, vfs, link, about } = pf;
  const fields: Record<string, FieldValue> = {
    interface: interfaceOf(pf),
    driver: device.driver ?? null,
    driver_version: about.driverVersion ?? null,
    firmware: about.firmware ?? null,
    numa_node: device.numaNode ?? null,
    eswitch_mode: about.eswitchMode ?? null,
    totalvfs: pf.totalvfs,
    numvfs: pf.numvfs ?? null,
    link: link ?? null,
    used_by: holdersOf(vfs),
    forced_up: vfs.filter(({ settings }) => settings.linkState === 'enable').length,
  };
  return { kind: 'pf', subject: device.address, fields };
}

function interfaceOf({ netdev }: Pf): string | null {
  return netdev === undefined ? null : named(netdev);
}

/** Who has virtual functions of it, for the one who is called when they are gone. */
function holdersOf(vfs: readonly Vf[]): string {
  const holders = vfs.flatMap(({ place }) => {
    if (place.kind === 'guest') return [`guest ${place.guest}`];
    if (place.kind !== 'host' && place.kind !== 'namespace') return [];
    if (place.bond !== undefined) return [named({ netns: place.netdev.netns, name: place.bond })];
    return place.kind === 'namespace' ? [`namespace ${place.netdev.netns}`] : [];
  });
  return [...new Set(holders)].sort().join(', ');
}

/** Ethernet's, or InfiniBand's, all zero: the administrator set none. */
const NO_MAC = /^[0:]+$/;

function vfState(pf: Pf, vf: Vf, bonded: ReadonlySet<string>): State {
  const { place, settings, number, address, device } = vf;
  const subject = vfSubject(pf.device.address, number);
  const here = hereFields(place);
  const inBond = bonded.has(subject) || here.bond !== null;
  const fields: Record<string, FieldValue> = {
    pf: pf.device.address,
    vf: number,
    interface: interfaceOf(pf),
    address,
    driver: device.driver ?? null,
    ...settingFields(settings),
    place: placeText(place),
    ...here,
    guest: place.kind === 'guest' ? place.guest : null,
    zero_mac_in_bond: inBond && settings.mac !== undefined && NO_MAC.test(settings.mac),
  };
  return { kind: 'vf', subject, fields };
}

function settingFields(settings: VfSettings): Record<string, FieldValue> {
  return {
    mac: settings.mac ?? null,
    vlan: settings.vlan ?? null,
    qos: settings.qos ?? null,
    vlan_protocol: settings.vlanProtocol ?? null,
    spoof_check: settings.spoofCheck ?? null,
    trust: settings.trust ?? null,
    link_state: settings.linkState ?? null,
    max_tx_rate: settings.maxTxRate ?? null,
    min_tx_rate: settings.minTxRate ?? null,
    rss_query: settings.rssQuery ?? null,
  };
}

/** The network device that it has on the host, and the bond over it. */
function hereFields(place: Place): { readonly netdev: string | null; readonly bond: string | null } {
  if (place.kind !== 'host' && place.kind !== 'namespace') return { netdev: null, bond: null };
  const { netdev, bond } = place;
  return { netdev: named(netdev), bond: bond === undefined ? null : named({ netns: netdev.netns, name: bond }) };
}

/** Without the name of a network device, which may be given another one by udev. */
function placeText(place: Place): string {
  switch (place.kind) {
    case 'namespace':
      return `namespace ${place.netdev.netns}`;
    case 'guest':
      return `guest ${place.guest}`;
    default:
      return place.kind;
  }
}

function groupState({ kind, holder, members, sharedPf }: Group): State {
  const fields = { holder_kind: kind, holder, vfs: members.join(' '), shared_pf: sharedPf ?? null };
  return { kind: 'group', subject: `${kind}/${holder}`, fields };
}

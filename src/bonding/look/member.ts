import { pciAddress } from '../../core/pci-address.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import type { State } from '../../core/state.ts';
import type { Host } from '../../host/host.ts';
import type { MemberEvidence } from '../evidence.ts';
import { isBehind } from './doors.ts';
import type { Part } from './members.ts';
import type { OvsInterface } from './ovs-rows.ts';
import type { Asker } from './paths.ts';
import { NOWHERE, type Place, placeOfAddress, placeOfDevice } from './place.ts';
import { secondsSince, textOf } from './states.ts';

export type AboutOvsBond = {
  /** Of the network namespace in which the daemon has its devices, where it has any. */
  readonly door: Host | undefined;
  readonly reading: Snapshot;
  readonly vf: Snapshot | undefined;
  readonly active: string | null;
  /** All of the bridge. */
  readonly interfaces: readonly OvsInterface[];
  readonly switches: ReadonlyMap<string, string>;
  /** Milliseconds since 1970. */
  readonly now: number;
};

const CHANGED = 'netsteward_ovs_bond_member_last_change_timestamp_seconds';
const BITS_PER_MEGABIT = 1_000_000;

/** What can be read at once of a member, by the state that its collector gave it. */
export async function partOfMember({ fields }: State, about: AboutOvsBond, signal: AbortSignal): Promise<Part> {
  const { door, reading, vf, active, interfaces, switches, now } = about;
  const member = textOf(fields.member) ?? '';
  const labels = { daemon: textOf(fields.daemon) ?? '', bond: textOf(fields.bond) ?? '', member };
  const row = interfaces.find(({ name }) => name === member);
  const isHere = door !== undefined && row?.type === 'system' && (await isBehind(door, row, signal));
  const device = isHere ? door : undefined;
  return {
    facts: {
      name: member,
      active: member === active,
      link: linkOf(fields),
      changed_ago: secondsSince(reading, CHANGED, labels, now),
      speed_mbps: typeof row?.speed === 'number' ? row.speed / BITS_PER_MEGABIT : null,
      duplex: row?.duplex ?? null,
      mtu: row?.mtu ?? null,
      lacp: textOf(fields.lacp_status),
      ...(await placeOf(device, member, row, vf, signal)),
      switch: switches.get(member) ?? null,
    },
    asker: askerAt(device, member, row, about),
  };
}

/** `may_enable` is the link, and LACP where it is on; a member that may and is not enabled waits for its updelay. */
function linkOf({ enabled, may_enable: mayEnable }: State['fields']): MemberEvidence['link'] {
  if (enabled === true) return mayEnable === false ? 'failing' : 'up';
  return mayEnable === true ? 'waiting' : 'down';
}

async function placeOf(
  device: Host | undefined,
  member: string,
  row: OvsInterface | undefined,
  vf: Snapshot | undefined,
  signal: AbortSignal,
): Promise<Place> {
  if (device !== undefined) return await placeOfDevice(device, member, vf, signal);
  const address = row?.pci === undefined || row.pci === null ? undefined : pciAddress(row.pci.split(',', 1)[0] ?? '');
  return address === undefined ? NOWHERE : placeOfAddress(address, vf);
}

/**
 * A member keeps its own address, from which nothing of the bridge is sent, unless the bridge has taken it for itself
 * (it takes the lowest one of its ports).
 */
function askerAt(
  device: Host | undefined,
  member: string,
  row: OvsInterface | undefined,
  { active, interfaces }: AboutOvsBond,
): Asker {
  if (device === undefined) return { cannot: 'it is no device of the kernel, through which a question could be sent' };
  const from = row?.address?.toLowerCase();
  if (from === undefined) return { cannot: 'its hardware address is not known' };
  const user = interfaces.find(({ type, address }) => type === 'internal' && address?.toLowerCase() === from);
  if (member === active || user === undefined) return { door: device, device: member, from };
  return {
    cannot: `its hardware address ${from} is also that of ${user.name}: a question from there would draw the traffic of ${user.name} to it`,
  };
}

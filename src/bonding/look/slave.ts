import type { Snapshot } from '../../core/snapshot.ts';
import type { State } from '../../core/state.ts';
import type { Host } from '../../host/host.ts';
import type { MemberEvidence } from '../evidence.ts';
import { numberIn, textIn } from './files.ts';
import type { Part } from './members.ts';
import type { Asker } from './paths.ts';
import { placeOfDevice } from './place.ts';
import { numberOf, secondsSince, textOf } from './states.ts';

export type AboutBond = {
  /** Of the bond's network namespace. */
  readonly door: Host;
  readonly reading: Snapshot;
  readonly vf: Snapshot | undefined;
  readonly active: string | null;
  /** Hardware addresses of all devices in the namespace, by the device's name; those of the bond and what stands on it first. */
  readonly inUse: ReadonlyMap<string, string | null>;
  readonly switches: ReadonlyMap<string, string>;
  /** Milliseconds since 1970. */
  readonly now: number;
};

const CHANGED = 'netsteward_bond_slave_last_link_change_timestamp_seconds';

/** What can be read at once of a slave, by the state that its collector gave it. */
export async function partOfSlave({ fields }: State, about: AboutBond, signal: AbortSignal): Promise<Part> {
  const { door, reading, vf, active, switches, now } = about;
  const slave = textOf(fields.slave) ?? '';
  const labels = { netns: textOf(fields.netns) ?? '', bond: textOf(fields.bond) ?? '', slave };
  const [mtu, place, asker] = await Promise.all([
    numberIn(door, `/sys/class/net/${slave}/mtu`, signal),
    placeOfDevice(door, slave, vf, signal),
    askerAt(slave, textOf(fields.permanent_address), about, signal),
  ]);
  return {
    facts: {
      name: slave,
      active: slave === active,
      link: linkOf(fields.mii_status),
      changed_ago: secondsSince(reading, CHANGED, labels, now),
      speed_mbps: numberOf(fields.speed_mbps),
      duplex: textOf(fields.duplex),
      mtu,
      lacp: null,
      ...place,
      switch: switches.get(slave) ?? null,
    },
    asker,
  };
}

/**
 * Through the active slave the question has the bond's address, as all its traffic has. Through any other it needs one
 * that is in use nowhere else: the bond's would draw the bond's traffic to the standby.
 */
async function askerAt(
  slave: string,
  permanentAddress: string | null,
  { door, inUse, active }: AboutBond,
  signal: AbortSignal,
): Promise<Asker> {
  if (slave === active) {
    const current = await textIn(door, `/sys/class/net/${slave}/address`, signal);
    return current === null ? { cannot: 'its hardware address is not known' } : { door, device: slave, from: current };
  }
  const permanent = permanentAddress?.toLowerCase();
  if (permanent === undefined) return { cannot: 'its permanent hardware address is not known' };
  const [user] = [...inUse].find(([device, address]) => device !== slave && address?.toLowerCase() === permanent) ?? [];
  if (user === undefined) return { door, device: slave, from: permanent };
  return {
    cannot: `its permanent hardware address ${permanent} is in use at ${user}: a question from there would draw the traffic of ${user} to it`,
  };
}

function linkOf(status: State['fields'][string] | undefined): MemberEvidence['link'] {
  switch (status) {
    case 'up':
    case 'down':
      return status;
    case 'going back':
      return 'waiting';
    case 'going down':
      return 'failing';
    default:
      return 'unknown';
  }
}

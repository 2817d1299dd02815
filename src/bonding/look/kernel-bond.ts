import type { Look, Refusal } from '../../actions/action.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import type { State } from '../../core/state.ts';
import { doorInto } from '../../host/door-into.ts';
import type { Host } from '../../host/host.ts';
import type { BondEvidence } from '../evidence.ts';
import { type BondName, objectOf } from '../name.ts';
import type { LookSettings } from '../settings.ts';
import { addressesIn, errorsOf } from './files.ts';
import { switchesBehind } from './lldp.ts';
import { completed } from './members.ts';
import { devicesOver, gatewaysOver } from './over.ts';
import type { PathTarget } from './paths.ts';
import { partOfSlave } from './slave.ts';
import { assertFresh, readingOf, secondsSince, statesOfKind, textOf } from './states.ts';
import { setTargets } from './targets.ts';

type KernelBond = Extract<BondName, { source: 'kernel' }>;

const FAILED_OVER = 'netsteward_bond_last_failover_timestamp_seconds';

/** A bond of the kernel, by the fresh reading of its collector and the files of its slaves. */
export async function lookAtKernelBond(
  name: KernelBond,
  { fresh, host, settings, signal }: Omit<Look<LookSettings>, 'target'>,
): Promise<BondEvidence | Refusal> {
  const { netns, bond } = name;
  const reading = readingOf(fresh, 'bond');
  const subject = objectOf(name);
  const bonds = statesOfKind(reading, 'bond');
  const own = bonds.find((state) => state.subject === subject);
  if (own === undefined) return { refused: noSuchBond(subject, bonds) };
  assertFresh(reading, subject);
  const door = await doorInto(host, netns, signal);
  const over = await devicesOver(door, bond, signal);
  const targets = setTargets(settings, subject) ?? [...arpTargets(own), ...(await gatewaysOver(door, over, signal))];
  const active = textOf(own.fields.active_slave);
  const switches = netns === '' ? await switchesBehind(host, signal) : new Map<string, string>();
  const now = Date.now();
  const inUse = new Map([
    ...over.map(({ device, address }) => [device, address] as const),
    ...(await addressesIn(door, signal)),
  ]);
  const about = { door, reading, vf: fresh.get('vf'), active, inUse, switches, now };
  const slaves = slavesOf(reading, netns, bond);
  const parts = await Promise.all(slaves.map((slave) => partOfSlave(slave, about, signal)));
  const count = () =>
    errorsBySlave(
      door,
      parts.map(({ facts }) => facts.name),
      signal,
    );
  return {
    source: 'kernel',
    netns,
    daemon: '',
    bond,
    bridge: null,
    socket: null,
    mode: textOf(own.fields.mode) ?? '',
    active,
    primary: textOf(own.fields.primary),
    primary_reselect: textOf(own.fields.primary_reselect),
    failed_over_ago: secondsSince(reading, FAILED_OVER, { netns, bond }, now),
    looked_at: now,
    members: await completed(parts, targets, count, settings, signal),
  };
}

function slavesOf(reading: Snapshot, netns: string, bond: string): readonly State[] {
  return statesOfKind(reading, 'slave').filter(({ fields }) => fields.netns === netns && fields.bond === bond);
}

async function errorsBySlave(
  door: Host,
  slaves: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const counts = await Promise.all(slaves.map((slave) => errorsOf(door, slave, signal)));
  return new Map(
    slaves.flatMap((slave, index): [string, number][] => {
      const count = counts[index];
      return typeof count === 'number' ? [[slave, count]] : [];
    }),
  );
}

function arpTargets({ fields }: State): readonly PathTarget[] {
  return [fields.arp_ip_target, fields.ns_ip6_target].flatMap((targets) =>
    typeof targets === 'string' && targets !== ''
      ? targets.split(' ').map((address) => ({ address, vlan: undefined }))
      : [],
  );
}

function noSuchBond(subject: string, bonds: readonly State[]): string {
  const known = bonds.map((state) => state.subject).join(', ');
  return `there is no bond ${subject} on this host${known === '' ? '' : `, only ${known}`}`;
}

import { type Family, type PointSet, pointSet } from '../../../core/metric.ts';
import { membersEnabled, type SwitchReading } from '../bond.ts';
import type { BondMemory, SwitchMemory } from '../memory.ts';
import type { BondText, MemberText } from '../parse/bond-show.ts';
import type { OvsBondSettings } from '../settings.ts';
import { bondMetrics } from './bond-metrics.ts';
import { addLacpOfBond, addLacpPoints } from './lacp-points.ts';

/** A daemon's bonds as just read, with what is remembered of them. */
export type ReadSwitch = { readonly reading: SwitchReading; readonly memory: SwitchMemory };

/** The figures of the daemons that answered. */
export function familiesOf(switches: readonly ReadSwitch[], settings: OvsBondSettings): readonly Family[] {
  const points = pointSet();
  for (const { reading, memory } of switches) {
    for (const bond of reading.bonds) addBond(points, reading, bond, memory.bonds.get(bond.name), settings.hash_loads);
    addLacpPoints(points, reading, settings.port_state_bits);
  }
  return points.families();
}

function addBond(
  points: PointSet,
  { daemon, rows }: SwitchReading,
  bond: BondText,
  memory: BondMemory | undefined,
  hash_loads: boolean,
): void {
  const labels = [daemon, bond.name];
  const bridge = rows?.get(bond.name)?.bridge ?? '';
  points.add(bondMetrics.info, [...labels, bridge, bond.mode, bond.primary ?? ''], 1);
  points.add(bondMetrics.members, labels, bond.members.length);
  points.add(bondMetrics.membersEnabled, labels, membersEnabled(bond));
  points.add(bondMetrics.updelay, labels, bond.updelay / 1000);
  points.add(bondMetrics.downdelay, labels, bond.downdelay / 1000);
  points.add(bondMetrics.failovers, labels, memory?.failovers);
  points.add(bondMetrics.lastFailover, labels, seconds(memory?.failedOverAt));
  for (const [member, at] of memory?.memberChangedAt ?? []) {
    points.add(bondMetrics.memberChanged, [...labels, member], at / 1000);
  }
  points.add(bondMetrics.activeLinkDown, labels, flag(memory?.linkDown));
  addLacpOfBond(points, labels, bond);
  for (const member of bond.members) addMember(points, [...labels, member.name], bond, member, hash_loads);
}

function addMember(
  points: PointSet,
  labels: readonly string[],
  { activeMember, mode }: BondText,
  member: MemberText,
  hash_loads: boolean,
): void {
  points.add(bondMetrics.memberActive, labels, flag(member.name === activeMember));
  points.add(bondMetrics.memberEnabled, labels, flag(member.enabled));
  points.add(bondMetrics.memberMayEnable, labels, flag(member.mayEnable));
  points.add(bondMetrics.memberWaiting, labels, seconds(member.waiting));
  if (mode === 'active-backup') return;
  const loads = [...member.loads];
  points.add(
    bondMetrics.memberLoad,
    labels,
    loads.reduce((sum, [, load]) => sum + load, 0),
  );
  points.add(bondMetrics.memberHashes, labels, loads.filter(([, load]) => load > 0).length);
  if (!hash_loads) return;
  for (const [hash, load] of loads) points.add(bondMetrics.hashLoad, [...labels, String(hash)], load);
}

/** From milliseconds. */
function seconds(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value / 1000;
}

function flag(value: boolean | undefined): number | undefined {
  if (value === undefined) return undefined;
  return value ? 1 : 0;
}

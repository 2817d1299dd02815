import { type Family, type MetricDefinition, type PointSet, pointSet } from '../../../core/metric.ts';
import type { FieldValue } from '../../../core/state.ts';
import { type Bond, slavesUp } from '../bond.ts';
import type { BondMemory, DoorMemory } from '../memory.ts';
import { hasActiveSlave } from '../parse/modes.ts';
import { miiStatuses, type SlaveReport } from '../parse/report.ts';
import type { BondCollectorSettings } from '../settings.ts';
import { bondMetrics } from './bond-metrics.ts';
import { addLacpPoints } from './lacp-points.ts';
import { slaveMetrics } from './slave-metrics.ts';

const BYTES_PER_MEGABIT = 125_000;

/** The figures of all bonds that could be read this time: one that could not keeps its state, but has no figures. */
export function familiesOf(doors: readonly DoorMemory[], settings: BondCollectorSettings): readonly Family[] {
  const points = pointSet();
  for (const { failure, bonds } of doors) {
    if (failure !== undefined) continue;
    for (const memory of bonds.values()) {
      if (memory.bond === undefined || memory.failure !== undefined) continue;
      addBond(points, memory.bond, memory.failovers);
      addMoments(points, memory.bond, memory);
      addLacpPoints(points, memory.bond, settings.port_state_bits);
    }
  }
  return points.families();
}

function addBond(points: PointSet, bond: Bond, failovers: number): void {
  const { netns, name, report } = bond;
  const labels = [netns, name];
  const up = slavesUp(report);
  points.add(bondMetrics.info, infoLabels(bond), 1);
  points.add(bondMetrics.up, labels, report.miiStatus === 'up' ? 1 : 0);
  points.add(bondMetrics.slaves, labels, report.slaves.length);
  points.add(bondMetrics.slavesUp, labels, up);
  points.add(bondMetrics.slavesLacking, labels, report.slaves.length - up);
  if (report.activeSlave !== undefined) points.add(bondMetrics.failovers, labels, failovers);
  for (const [definition, value] of settingPoints(bond)) points.add(definition, labels, value);
  for (const target of targetsOf(bond)) points.add(bondMetrics.arpTarget, [...labels, target], 1);
  for (const slave of report.slaves) addSlave(points, [...labels, slave.name], slave, report.activeSlave);
}

function addMoments(points: PointSet, { netns, name }: Bond, { failedOverAt, linkChangedAt }: BondMemory): void {
  if (failedOverAt !== undefined) points.add(bondMetrics.lastFailover, [netns, name], failedOverAt / 1000);
  for (const [slave, at] of linkChangedAt) points.add(slaveMetrics.linkChanged, [netns, name, slave], at / 1000);
}

function infoLabels({ netns, name, report, settings }: Bond): readonly string[] {
  const { mode, settings: told } = report;
  const primary = hasActiveSlave(mode) ? settings : {};
  return [
    netns,
    name,
    mode,
    word(primary.primary),
    word(primary.primary_reselect),
    word(told.xmit_hash_policy),
    mode === 'active-backup' ? word(settings.fail_over_mac) : '',
    word(told.lacp_active),
    word(told.lacp_rate),
    word(told.ad_select),
    told.arp_interval === 0 ? '' : word(settings.arp_validate),
  ];
}

function word(value: FieldValue | undefined): string {
  return value === undefined || value === null ? '' : String(value);
}

/** Settings with a figure of their own, where the mode uses them. */
function settingPoints({ report, settings }: Bond): readonly (readonly [MetricDefinition, number | undefined])[] {
  const { mode, settings: told } = report;
  const balances = mode === 'balance-tlb' || mode === 'balance-alb';
  return [
    [bondMetrics.miimon, seconds(settings.miimon)],
    [bondMetrics.updelay, seconds(settings.updelay)],
    [bondMetrics.downdelay, seconds(settings.downdelay)],
    [bondMetrics.peerNotifyDelay, seconds(settings.peer_notif_delay)],
    [bondMetrics.peerNotifications, number(settings.num_grat_arp)],
    [bondMetrics.arpInterval, seconds(settings.arp_interval)],
    [bondMetrics.arpMissedMax, number(told.arp_missed_max)],
    [bondMetrics.allSlavesActive, number(settings.all_slaves_active)],
    [bondMetrics.packetsPerSlave, mode === 'balance-rr' ? number(settings.packets_per_slave) : undefined],
    [bondMetrics.dynamicLoadBalancing, balances ? number(settings.tlb_dynamic_lb) : undefined],
  ];
}

function number(value: FieldValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** From milliseconds. */
function seconds(value: FieldValue | undefined): number | undefined {
  return typeof value === 'number' ? value / 1000 : undefined;
}

function targetsOf({ report: { settings } }: Bond): readonly string[] {
  return [settings.arp_ip_target, settings.ns_ip6_target].flatMap((targets) =>
    typeof targets === 'string' ? targets.split(' ') : [],
  );
}

function addSlave(
  points: PointSet,
  labels: readonly string[],
  slave: SlaveReport,
  active: string | null | undefined,
): void {
  const { miiStatus, speed, duplex, permanentAddress } = slave;
  points.add(slaveMetrics.info, [...labels, permanentAddress ?? ''], 1);
  if (active !== undefined) points.add(bondMetrics.activeSlave, labels, slave.name === active ? 1 : 0);
  if (miiStatus !== undefined) {
    for (const one of miiStatuses) points.add(slaveMetrics.miiStatus, [...labels, one], one === miiStatus ? 1 : 0);
  }
  points.add(slaveMetrics.speed, labels, speed === undefined ? undefined : speed * BYTES_PER_MEGABIT);
  if (duplex !== undefined) points.add(slaveMetrics.fullDuplex, labels, duplex === 'full' ? 1 : 0);
  points.add(slaveMetrics.linkFailures, labels, slave.linkFailures);
  points.add(slaveMetrics.queueId, labels, slave.queueId);
}

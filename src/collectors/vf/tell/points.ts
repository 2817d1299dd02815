import { type Family, type PointSet, pointSet } from '../../../core/metric.ts';
import type { CounterName, Group, Pf, Vf } from '../model.ts';
import { named } from '../places.ts';
import { groupMetrics, pfMetrics } from './pf-metrics.ts';
import { vfCounters, vfMetrics } from './vf-metrics.ts';

const BYTES_PER_MEGABIT = 125_000;

/** What could not be read this time has no figures, although its state stays. */
export function familiesOf(pfs: readonly Pf[], groups: readonly Group[]): readonly Family[] {
  const points = pointSet();
  for (const pf of pfs) {
    const labels = [pf.device.address, pf.netdev === undefined ? '' : named(pf.netdev)];
    addPf(points, labels, pf);
    for (const vf of pf.vfs) addVf(points, [...labels, String(vf.number)], vf, pf.fresh);
  }
  for (const { kind, holder, sharedPf } of groups) {
    points.add(groupMetrics.shared, [kind, holder], sharedPf === undefined ? 0 : 1);
  }
  return points.families();
}

function addPf(points: PointSet, labels: readonly string[], pf: Pf): void {
  const { device, about, link } = pf;
  const { driverVersion = '', firmware = '', eswitchMode = '' } = about;
  const told = [device.vendor, device.device, device.driver ?? '', driverVersion, firmware, eswitchMode];
  points.add(pfMetrics.info, [...labels, ...told], 1);
  points.add(pfMetrics.totalvfs, labels, pf.totalvfs);
  // What was known before is no figure of now.
  points.add(pfMetrics.numvfs, labels, device.sriov?.numvfs);
  points.add(pfMetrics.numaNode, labels, device.numaNode);
  points.add(pfMetrics.up, labels, link === undefined ? undefined : bit(link === 'up'));
  if (pf.vfs.length > 0) points.add(pfMetrics.counts, labels, bit(pf.counts));
}

function addVf(points: PointSet, labels: readonly string[], vf: Vf, fresh: boolean): void {
  points.add(vfMetrics.info, [...labels, ...infoLabels(vf)], 1);
  for (const [name, value] of Object.entries(vf.counters ?? {})) {
    if (isCounter(name)) points.add(vfCounters[name], labels, value);
  }
  if (!fresh) return;
  const { settings } = vf;
  points.add(vfMetrics.vlan, labels, settings.vlan);
  points.add(vfMetrics.qos, labels, settings.qos);
  points.add(vfMetrics.spoofCheck, labels, bit(settings.spoofCheck));
  points.add(vfMetrics.trust, labels, bit(settings.trust));
  points.add(vfMetrics.maxTxRate, labels, bytes(settings.maxTxRate));
  points.add(vfMetrics.minTxRate, labels, bytes(settings.minTxRate));
  points.add(vfMetrics.rssQuery, labels, bit(settings.rssQuery));
}

function infoLabels({ address, device, settings, place }: Vf): readonly string[] {
  const { mac = '', vlanProtocol = '', linkState = '', vlan } = settings;
  const isHere = place.kind === 'host' || place.kind === 'namespace';
  return [
    address,
    device.driver ?? '',
    mac,
    vlan === 0 ? '' : vlanProtocol,
    linkState,
    place.kind,
    isHere ? place.netdev.netns : '',
    isHere ? place.netdev.name : '',
    isHere ? (place.bond ?? '') : '',
    place.kind === 'guest' ? place.guest : '',
  ];
}

function isCounter(name: string): name is CounterName {
  return Object.hasOwn(vfCounters, name);
}

function bit(value: boolean | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

function bytes(megabits: number | undefined): number | undefined {
  return megabits === undefined ? undefined : megabits * BYTES_PER_MEGABIT;
}

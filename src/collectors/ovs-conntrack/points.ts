import { type Family, type PointSet, pointSet } from '../../core/metric.ts';
import type { DaemonReading } from '../../ovs/switch-reader.ts';
import type { Fragments } from './fragments.ts';
import type { ZoneLimits } from './limits.ts';
import { conntrackMetrics as metrics } from './metrics.ts';
import type { Reading } from './reading.ts';

/** The points of all daemons. What is not known is left out. */
export function familiesOf(readings: readonly DaemonReading<Reading>[]): readonly Family[] {
  const points = pointSet();
  for (const { daemon, reading } of readings) {
    const labels = [daemon.name];
    const { connections, limit, zones, fragments } = reading;
    points.add(metrics.connections, labels, connections);
    points.add(metrics.limit, labels, limit);
    points.add(metrics.fill, labels, shareOf(connections, limit));
    points.add(metrics.full, labels, reading.refused);
    for (const [event, total] of reading.events) points.add(metrics.events, [daemon.name, event], total);
    points.add(metrics.sequenceChecking, labels, flag(reading.sequenceChecking));
    if (zones !== undefined) addZones(points, daemon.name, zones);
    if (fragments !== undefined) addFragments(points, daemon.name, fragments);
  }
  return points.families();
}

function addZones(points: PointSet, daemon: string, { standard, zones }: ZoneLimits): void {
  points.add(metrics.standardZoneLimit, [daemon], standard === 0 ? undefined : standard);
  for (const { zone, limit, connections } of zones) {
    const labels = [daemon, String(zone)];
    points.add(metrics.zoneConnections, labels, connections);
    points.add(metrics.zoneLimit, labels, limit);
    points.add(metrics.zoneFill, labels, shareOf(connections, limit));
  }
}

function addFragments(points: PointSet, daemon: string, { held, limit, families }: Fragments): void {
  points.add(metrics.fragments, [daemon], held);
  points.add(metrics.fragmentsLimit, [daemon], limit);
  for (const [family, { enabled, smallest, fates }] of families) {
    points.add(metrics.reassembly, [daemon, family], flag(enabled));
    points.add(metrics.smallestFragment, [daemon, family], smallest);
    for (const [fate, total] of fates) {
      points.add(metrics.fragmentFates, [daemon, family, fate.replace(' ', '_')], total);
    }
  }
}

function shareOf(part: number, whole: number | undefined): number | undefined {
  return whole === undefined || whole === 0 ? undefined : part / whole;
}

function flag(value: boolean | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

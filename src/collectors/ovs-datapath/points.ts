import { type Family, type PointSet, pointSet } from '../../core/metric.ts';
import type { Datapath } from '../../ovs/datapaths.ts';
import type { DaemonReading } from '../../ovs/switch-reader.ts';
import { datapathMetrics as metrics, offloadMetrics } from './metrics.ts';
import type { Reading } from './reading.ts';
import type { OvsDatapathSettings } from './settings.ts';
import type { Upcalls } from './upcalls.ts';

/** The points of all daemons. What is not known is left out. */
export function familiesOf(
  readings: readonly DaemonReading<Reading>[],
  settings: Pick<OvsDatapathSettings, 'coverage'>,
): readonly Family[] {
  const points = pointSet();
  for (const { daemon, reading } of readings) {
    for (const { datapath, upcalls, offload } of reading.datapaths) {
      const labels = [daemon.name, datapath.name];
      addDatapath(points, labels, datapath);
      if (upcalls !== undefined) addUpcalls(points, labels, upcalls);
      if (offload !== undefined) addOffload(points, labels, offload);
    }
    const coverage = settings.coverage ? reading.coverage : undefined;
    for (const [event, total] of coverage ?? []) points.add(metrics.coverage, [daemon.name, event], total);
    for (const [object, count] of reading.memory ?? []) points.add(metrics.memory, [daemon.name, object], count);
  }
  return points.families();
}

function addDatapath(points: PointSet, labels: readonly string[], datapath: Datapath): void {
  points.add(metrics.hits, labels, datapath.hits);
  points.add(metrics.misses, labels, datapath.misses);
  points.add(metrics.lost, labels, datapath.lost);
  points.add(metrics.hitRatio, labels, hitRatio(datapath));
  points.add(metrics.flows, labels, datapath.flows);
  points.add(metrics.masks, labels, datapath.masks);
  points.add(metrics.maskHits, labels, datapath.maskHits);
  points.add(metrics.cacheHits, labels, datapath.cacheHits);
  points.add(metrics.ports, labels, datapath.ports.length);
  for (const [cache, size] of datapath.caches) points.add(metrics.cacheSize, [...labels, cache], size);
}

function addUpcalls(points: PointSet, labels: readonly string[], upcalls: Upcalls): void {
  const { flows, offloadedFlows, dumpSeconds, revalidators } = upcalls;
  points.add(metrics.upcallFlows, [...labels, 'current'], flows.current);
  points.add(metrics.upcallFlows, [...labels, 'average'], flows.average);
  points.add(metrics.upcallFlows, [...labels, 'maximum'], flows.most);
  points.add(metrics.flowLimit, labels, flows.limit);
  points.add(metrics.offloadedFlows, labels, offloadedFlows);
  points.add(metrics.dumpDuration, labels, dumpSeconds);
  for (const [thread, keys] of revalidators) points.add(metrics.revalidatorKeys, [...labels, thread], keys);
}

function addOffload(points: PointSet, labels: readonly string[], totals: ReadonlyMap<string, number>): void {
  for (const { definition, name, factor } of offloadMetrics) {
    const total = totals.get(name);
    points.add(definition, labels, total === undefined ? undefined : total * factor);
  }
}

function hitRatio({ hits, misses }: Datapath): number | undefined {
  return hits === undefined || misses === undefined || hits + misses === 0 ? undefined : hits / (hits + misses);
}

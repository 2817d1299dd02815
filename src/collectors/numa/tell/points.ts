import { formatByteSize } from '../../../core/byte-size.ts';
import { type Family, type PointSet, pointSet } from '../../../core/metric.ts';
import type { PciDevice } from '../../../pci/device.ts';
import type { NodeReading, Reading } from '../reading.ts';
import { allocationMetrics, numaMetrics as metrics } from './metrics.ts';

/** The points of a reading. What is not known is left out. */
export function familiesOf({ nodes, cpus, devices }: Reading): readonly Family[] {
  const points = pointSet();
  points.add(metrics.offlineCpus, [], cpus.offline?.length);
  for (const reading of nodes) {
    addNode(points, reading);
    const labels = [String(reading.node)];
    points.add(metrics.isolatedCpus, labels, commonIn(reading.cpus, cpus.isolated));
    points.add(metrics.ticklessCpus, labels, commonIn(reading.cpus, cpus.tickless));
  }
  for (const device of devices ?? []) points.add(metrics.device, labelsOf(device), 1);
  return points.families();
}

function addNode(points: PointSet, { node, cpus, memory, allocations, distances, hugepages }: NodeReading): void {
  const labels = [String(node)];
  points.add(metrics.cpus, labels, cpus.length);
  points.add(metrics.memory, labels, memory?.total);
  points.add(metrics.memoryFree, labels, memory?.free);
  for (const kind of ['file', 'anonymous', 'shared', 'slab'] as const) {
    points.add(metrics.memoryUsed, [...labels, kind], memory?.[kind]);
  }
  for (const [name, definition] of allocationMetrics) points.add(definition, labels, allocations?.get(name));
  for (const [to, distance] of distances ?? []) points.add(metrics.distance, [...labels, String(to)], distance);
  for (const { size, total, free, surplus } of hugepages ?? []) {
    const ofSize = [...labels, formatByteSize(size)];
    points.add(metrics.hugepages, ofSize, total);
    points.add(metrics.hugepagesFree, ofSize, free);
    points.add(metrics.hugepagesSurplus, ofSize, surplus);
  }
}

function commonIn(cpus: readonly number[], special: readonly number[] | undefined): number | undefined {
  if (special === undefined) return undefined;
  const all = new Set(special);
  return cpus.filter((cpu) => all.has(cpu)).length;
}

function labelsOf({ numaNode, address, physfn, sriov, netdevs, driver = '' }: PciDevice): readonly string[] {
  const kind = physfn === undefined ? ownKind(sriov?.virtfns.size ?? 0) : 'vf';
  return [numaNode === undefined ? '' : String(numaNode), address, kind, netdevs.join(','), driver];
}

function ownKind(functions: number): string {
  return functions > 0 ? 'pf' : 'nic';
}

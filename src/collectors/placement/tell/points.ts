import { type Family, type PointSet, pointSet } from '../../../core/metric.ts';
import { type Audit, type FindingKind, findingKinds, type GuestPlacement } from '../audit/model.ts';
import { placementMetrics as metrics } from './metrics.ts';

/** The points of an audit. What is not known is left out. */
export function familiesOf({ guests, queues }: Audit): readonly Family[] {
  const points = pointSet();
  for (const guest of guests) addGuest(points, guest);
  for (const { daemon, port, queue, behind, crossesNodes } of queues) {
    const crosses = crossesNodes === undefined ? undefined : Number(crossesNodes);
    points.add(metrics.queueCrosses, [daemon, port, String(queue), behind], crosses);
  }
  return points.families();
}

function addGuest(points: PointSet, guest: GuestPlacement): void {
  const { name, cpus, memory, devices, ports, nodes, findings, deviations } = guest;
  const labels = [name];
  const byNode = (
    definition: (typeof metrics)[keyof typeof metrics],
    amounts: Iterable<readonly [unknown, number]>,
  ) => {
    for (const [node, amount] of amounts) points.add(definition, [name, String(node)], amount);
  };
  if (cpus !== undefined && !cpus.isOfProcess) {
    byNode(metrics.cpus, cpus.byNode);
    points.add(metrics.floating, labels, cpus.floating);
  }
  byNode(metrics.memory, memory?.bytes ?? []);
  byNode(metrics.hugepages, memory?.hugepages ?? []);
  const read = devices.filter(({ isRead }) => isRead);
  byNode(metrics.devices, read.length === devices.length ? counts(devices.map(({ node }) => node ?? '')) : []);
  byNode(metrics.queues, counts(ports.flatMap(({ queues }) => queues).map(({ node }) => node ?? '')));
  points.add(metrics.nodes, labels, nodes === undefined || nodes.length === 0 ? undefined : nodes.length);
  for (const kind of findingKinds) {
    const found = findings.filter((finding) => finding.kind === kind);
    points.add(metrics.mismatches, [name, kind], isKnown(kind, guest) ? found.length : undefined);
  }
  points.add(metrics.asDeclared, labels, deviations === undefined ? undefined : Number(deviations.length === 0));
}

/** Whether all is known that tells of such mismatches. */
function isKnown(kind: FindingKind, { cpus, memory, devices, ports }: GuestPlacement): boolean {
  const hasMemory = memory !== undefined && memory.nodes.length > 0;
  if (kind === 'queue') return ports.every(({ queues }) => queues.length > 0 && queues.every(isJudged));
  if (cpus === undefined) return false;
  if (kind === 'memory') return hasMemory;
  return kind === 'cpu' || devices.every(({ isRead }) => isRead);
}

function isJudged({ crossesNodes }: { readonly crossesNodes: boolean | undefined }): boolean {
  return crossesNodes !== undefined;
}

function counts<T>(values: readonly T[]): ReadonlyMap<T, number> {
  return new Map([...Map.groupBy(values, (value) => value)].map(([value, { length }]) => [value, length]));
}

import { type Family, type PointSet, pointSet } from '../../../core/metric.ts';
import type { Presence } from '../judge.ts';
import type { DaemonMemory, InstanceMemory } from '../memory.ts';
import { countMetrics, keepalivedMetrics as metrics } from './metrics.ts';

const shares: Readonly<Record<Presence, number>> = { all: 1, some: 0.5, none: 0 };

export function familiesOf(memories: readonly DaemonMemory[]): readonly Family[] {
  const points = pointSet();
  for (const { daemon, status, instances, scripts } of memories) {
    points.add(metrics.up, [daemon.name], Number(status === 'running'));
    // What it wrote before it fell silent is no figure of now.
    if (status !== 'running') continue;
    for (const one of instances.values()) addInstance(points, daemon.name, one);
    for (const { name, status: script } of scripts)
      points.add(metrics.script, [daemon.name, name], Number(script === 'GOOD'));
  }
  return points.families();
}

function addInstance(points: PointSet, daemon: string, { instance, judgement, presence }: InstanceMemory): void {
  const labels = [daemon, instance.name];
  const addresses = instance.addresses.map(({ address }) => address).join(', ');
  points.add(metrics.info, [...labels, instance.interface, String(instance.routerId), addresses], 1);
  points.add(metrics.state, [...labels, instance.state], 1);
  points.add(metrics.basePriority, labels, instance.basePriority);
  points.add(metrics.effectivePriority, labels, instance.effectivePriority);
  points.add(metrics.advertInterval, labels, instance.advertInterval);
  points.add(metrics.lastTransition, labels, instance.lastTransition);
  points.add(metrics.addressesPresent, labels, presence === null ? undefined : shares[presence]);
  points.add(metrics.rival, labels, flag(judgement.rival));
  points.add(metrics.masterHeard, labels, flag(judgement.masterHeard));
  for (const [name, { definition, error }] of countMetrics) {
    points.add(definition, error === undefined ? labels : [...labels, error], instance.counts.get(name));
  }
}

function flag(value: boolean | null): number | undefined {
  return value === null ? undefined : Number(value);
}

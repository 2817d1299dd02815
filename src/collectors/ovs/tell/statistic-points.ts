import type { PointSet } from '../../../core/metric.ts';
import type { Row } from '../../../host/host.ts';
import { pairsIn } from '../../../ovs/row-values.ts';
import type { Interface } from '../model/model.ts';
import type { OvsSettings } from '../settings.ts';
import { type Target, targetOf } from './statistic.ts';

/**
 * The label values of an interface's statistics that have labels of their own, made once for as long as the interface
 * keeps its names.
 */
const labelSets = new WeakMap<readonly string[], Map<Target, readonly string[]>>();

/** @param figures the row with the statistics of the interface */
export function addStatistics(
  points: PointSet,
  { labels }: Interface,
  figures: Row,
  { queue_statistics, other_statistics }: OvsSettings,
): void {
  for (const [name, value] of pairsIn(figures, 'statistics')) {
    // A device that can't tell a figure is left out by OVS; a negative one is a counter that was not set.
    if (typeof value !== 'number' || value < 0) continue;
    const target = targetOf(name);
    if (target.group === 'queue' && !queue_statistics) continue;
    if (target.group === 'other' && !other_statistics) continue;
    points.add(target.definition, target.labels.length === 0 ? labels : labelsOf(labels, target), value);
  }
}

function labelsOf(labels: readonly string[], target: Target): readonly string[] {
  const sets = labelSets.get(labels) ?? new Map<Target, readonly string[]>();
  labelSets.set(labels, sets);
  const set = sets.get(target) ?? [...labels, ...target.labels];
  sets.set(target, set);
  return set;
}

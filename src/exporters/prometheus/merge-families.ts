import type { Family, MetricDefinition, Point } from '../../core/metric.ts';
import { definitionProblem } from './definition-problem.ts';
import { valueProblem } from './histogram.ts';
import { seriesKey } from './label-set.ts';

/** Points that would have made the exposition invalid. An agent without defects never has any. */
export type LeftOut = { readonly metric: string; readonly reason: string; readonly points: number };

export type MergedFamilies = { readonly families: readonly Family[]; readonly leftOut: readonly LeftOut[] };

type Group = { readonly definition: MetricDefinition; readonly parts: Family[] };

/**
 * One family for each metric, in the order in which the metrics first appear, each series once. A family that can't be
 * exposed, a second definition of a name and a second point of a series are left out and told.
 */
export function mergeFamilies(families: readonly Family[]): MergedFamilies {
  const leftOut: LeftOut[] = [];
  const groups = new Map<string, Group>();
  for (const family of families) {
    const { definition, points } = family;
    const base = definition.name.replace(/_total$/, '');
    const group = groups.get(base);
    const problem = definitionProblem(definition) ?? conflict(group?.definition, definition);
    if (problem !== undefined) leftOut.push({ metric: definition.name, reason: problem, points: points.length });
    else if (group === undefined) groups.set(base, { definition, parts: [family] });
    else group.parts.push(family);
  }
  const check = createSeriesCheck(leftOut);
  return { families: [...groups.values()].map(check), leftOut };
}

function conflict(first: MetricDefinition | undefined, second: MetricDefinition): string | undefined {
  if (first === undefined || first === second) return undefined;
  if (first.name !== second.name) return `OpenMetrics takes it for the same metric as ${first.name}`;
  const same = first.type === second.type && first.help === second.help && first.labels.join() === second.labels.join();
  return same ? undefined : 'another definition has the same name';
}

/** Makes one family of each group. Points that share their labels with those of the family before are known to differ. */
function createSeriesCheck(leftOut: LeftOut[]): (group: Group) => Family {
  let good: Family | undefined;
  return ({ definition, parts }) => {
    const [first, ...others] = parts;
    const points = first === undefined || others.length > 0 ? parts.flatMap((part) => part.points) : first.points;
    const family = { definition, points };
    const sound = points.every(({ value }) => valueFault(definition, value) === undefined);
    if (sound && good !== undefined && sameLabels(family, good)) return family;
    const faultOf = pointFaults(definition);
    if (points.some((point) => faultOf(point) !== undefined)) return withoutFaults(family, leftOut);
    good = family;
    return family;
  };
}

function sameLabels(one: Family, other: Family): boolean {
  return (
    one.definition.labels.length === other.definition.labels.length &&
    one.points.length === other.points.length &&
    one.points.every(({ labels }, index) => labels === other.points[index]?.labels)
  );
}

function withoutFaults({ definition, points }: Family, leftOut: LeftOut[]): Family {
  const faultOf = pointFaults(definition);
  const counts = new Map<string, number>();
  const kept = points.filter((point) => {
    const fault = faultOf(point);
    if (fault !== undefined) counts.set(fault, (counts.get(fault) ?? 0) + 1);
    return fault === undefined;
  });
  for (const [reason, count] of counts) leftOut.push({ metric: definition.name, reason, points: count });
  return { definition, points: kept };
}

/** Says of one point after the other why it can't stand behind those before. */
function pointFaults(definition: MetricDefinition): (point: Point) => string | undefined {
  const seen = new Set<string>();
  return ({ labels, value }) => {
    if (labels.length !== definition.labels.length) return 'they have another number of labels than the definition';
    const fault = valueFault(definition, value);
    if (fault !== undefined) return fault;
    const before = seen.size;
    return seen.add(seriesKey(labels)).size > before ? undefined : 'their series had a point already';
  };
}

/** OpenMetrics allows a counter neither negative values nor NaN. */
function valueFault(definition: MetricDefinition, value: Point['value']): string | undefined {
  const counts = definition.type !== 'counter' || Number(value) >= 0;
  return valueProblem(definition, value) ?? (counts ? undefined : 'they count, and are negative or no number');
}

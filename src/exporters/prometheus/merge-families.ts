import type { Family, MetricDefinition, Point } from '../../core/metric.ts';
import { definitionProblem } from './definition-problem.ts';
import { valueProblem } from './histogram.ts';
import { labelSetsOf } from './label-set.ts';

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
  return { families: [...groups.values()].map((group) => distinct(group, leftOut)), leftOut };
}

function conflict(first: MetricDefinition | undefined, second: MetricDefinition): string | undefined {
  if (first === undefined || first === second) return undefined;
  if (first.name !== second.name) return `OpenMetrics takes it for the same metric as ${first.name}`;
  const same = first.type === second.type && first.help === second.help && first.labels.join() === second.labels.join();
  return same ? undefined : 'another definition has the same name';
}

function distinct({ definition, parts }: Group, leftOut: LeftOut[]): Family {
  const [first, ...others] = parts;
  const points = first === undefined || others.length > 0 ? parts.flatMap((part) => part.points) : first.points;
  const check = seriesCheck(definition);
  if (points.every((point) => check(point) === undefined)) return { definition, points };
  const recheck = seriesCheck(definition);
  const counts = new Map<string, number>();
  const kept = points.filter((point) => {
    const reason = recheck(point);
    if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    return reason === undefined;
  });
  for (const [reason, count] of counts) leftOut.push({ metric: definition.name, reason, points: count });
  return { definition, points: kept };
}

/** Says of one point after the other why it can't stand behind those before. */
function seriesCheck(definition: MetricDefinition): (point: Point) => string | undefined {
  const setOf = labelSetsOf(definition.labels);
  const seen = new Set<string>();
  return ({ labels, value }) => {
    const problem = valueProblem(definition, value);
    if (problem !== undefined) return problem;
    if (labels.length !== definition.labels.length) return 'they have another number of labels than the definition';
    const before = seen.size;
    return seen.add(setOf(labels).key).size > before ? undefined : 'their series had a point already';
  };
}

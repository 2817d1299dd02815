import type { Snapshot } from '../../../core/snapshot.ts';
import type { CollectorStatus, Health, KindCount, Problem, Status } from '../model/status.ts';
import { actionsOf } from './actions-of.ts';
import { only } from './alerts-of.ts';
import { planeOf } from './plane/plane-of.ts';
import { problemsOf, type SinceWhen } from './problems-of.ts';
import { NOT_OBJECTS, verdictOf } from './verdicts/views.ts';

/** What the agent knows, from which the page is made. */
export type Known = {
  readonly host: string;
  readonly version: string;
  readonly startedAt: number;
  readonly collectorNames: readonly string[];
  readonly snapshots: readonly Snapshot[];
  readonly sinceWhen: SinceWhen;
};

const MOST_PROBLEMS = 60;

/** Everything the page shows at once, from the last finished readings. */
export function statusOf(known: Known, isKnown: boolean): Status {
  const { host, version, startedAt, collectorNames, snapshots, sinceWhen } = known;
  const actions = actionsOf(snapshots);
  const problems = problemsOf(snapshots, actions?.decisions ?? [], sinceWhen, startedAt);
  const collectors = collectorsOf(collectorNames, snapshots);
  return {
    host,
    version,
    startedAt,
    health: healthOf(problems, collectors),
    problems: problems.slice(0, MOST_PROBLEMS),
    moreProblems: Math.max(0, problems.length - MOST_PROBLEMS),
    collectors,
    plane: planeOf(snapshots),
    kinds: countsOf(snapshots),
    ...only('actions', actions),
    isKnown,
  };
}

function healthOf(problems: readonly Problem[], collectors: readonly CollectorStatus[]): Health {
  const count = (level: Problem['level']) => problems.filter((problem) => problem.level === level).length;
  const counts = {
    critical: count('critical'),
    warning: count('warning'),
    notice: count('notice'),
    unknown: count('unknown'),
  };
  return { level: worst(counts, collectors), ...counts };
}

function worst(
  { critical, warning, unknown }: Omit<Health, 'level'>,
  collectors: readonly CollectorStatus[],
): Health['level'] {
  if (critical > 0) return 'critical';
  if (warning > 0) return 'warning';
  if (unknown > 0) return 'unknown';
  return collectors.some(({ outcome }) => outcome === undefined) ? 'starting' : 'ok';
}

function collectorsOf(names: readonly string[], snapshots: readonly Snapshot[]): readonly CollectorStatus[] {
  const read = new Map(snapshots.map((snapshot) => [snapshot.collector, snapshot]));
  return names.map((name) => {
    const snapshot = read.get(name);
    return { name, ...only('outcome', snapshot?.outcome), objects: snapshot?.states.size ?? 0 };
  });
}

function countsOf(snapshots: readonly Snapshot[]): readonly KindCount[] {
  return snapshots
    .filter(({ collector }) => !NOT_OBJECTS.has(collector))
    .flatMap(({ collector, states }) =>
      [...Map.groupBy(states.values(), ({ kind }) => kind)].map(([kind, some]) => {
        const found = some.map((state) => verdictOf(collector, state)?.level);
        const count = (level: string) => found.filter((one) => one === level).length;
        return {
          collector,
          kind,
          count: some.length,
          critical: count('critical'),
          warning: count('warning'),
          notice: count('notice'),
        };
      }),
    );
}

import type { Logger } from 'pino';
import type { Family } from '../core/metric.ts';
import { pointSet } from '../core/metric.ts';
import { outcomes, type Snapshot } from '../core/snapshot.ts';
import { type State, type States, sameState, statesOf } from '../core/state.ts';
import { agentMetrics } from './about.ts';

/** What is remembered of each collector's readings: the last one, and counts. */
export type CollectorRecord = {
  /** Logs a change of outcome or of problems once, however often it is read again. */
  readonly keep: (snapshot: Snapshot) => void;
  /** The last finished readings, in the order in which the collectors were named. */
  readonly snapshots: () => readonly Snapshot[];
  readonly states: () => States;
  readonly families: (skipped: ReadonlyMap<string, number>) => readonly Family[];
};

type Entry = { snapshot: Snapshot; state: State; readings: number; errors: number };

export function createCollectorRecord(names: readonly string[], log: Logger): CollectorRecord {
  const entries = new Map<string, Entry>();
  const inOrder = () => names.flatMap((name) => entries.get(name) ?? []);

  return {
    keep: (snapshot) => {
      const earlier = entries.get(snapshot.collector);
      const now = stateOf(snapshot);
      const state = earlier !== undefined && sameState(earlier.state, now) ? earlier.state : now;
      if (state !== earlier?.state) logProblems(log, snapshot, earlier?.snapshot);
      entries.set(snapshot.collector, {
        snapshot,
        state,
        readings: (earlier?.readings ?? 0) + 1,
        errors: (earlier?.errors ?? 0) + snapshot.problems.length,
      });
    },
    snapshots: () => inOrder().map(({ snapshot }) => snapshot),
    states: () => statesOf(inOrder().map(({ state }) => state)),
    families: (skipped) => {
      const points = pointSet();
      const now = performance.now();
      for (const { snapshot, readings, errors } of inOrder()) {
        const labels = [snapshot.collector];
        for (const outcome of outcomes) {
          points.add(agentMetrics.outcome, [snapshot.collector, outcome], snapshot.outcome === outcome ? 1 : 0);
        }
        points.add(agentMetrics.duration, labels, snapshot.durationSeconds);
        points.add(agentMetrics.age, labels, (now - snapshot.polledAt) / 1000);
        points.add(agentMetrics.readings, labels, readings);
        points.add(agentMetrics.errors, labels, errors);
        points.add(agentMetrics.skipped, labels, skipped.get(snapshot.collector));
      }
      return points.families();
    },
  };
}

function stateOf({ collector, outcome, problems }: Snapshot): State {
  const problem = problems.map(({ subject, message }) => `${subject}: ${message}`).join('; ');
  return { kind: 'collector', subject: collector, fields: { outcome, problem: problem === '' ? null : problem } };
}

function logProblems(log: Logger, { collector, outcome, problems }: Snapshot, earlier: Snapshot | undefined): void {
  for (const { subject, message } of problems) log.warn({ collector, outcome, subject }, `${collector}: ${message}`);
  if (problems.length === 0 && earlier !== undefined)
    log.info({ collector, outcome }, `${collector}: reads well again`);
}

import { isRefusal } from '../actions/action.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { type History, pastDeeds } from './history.ts';
import type { Asking } from './pipeline/asking.ts';
import type { Decision } from './pipeline/decide.ts';
import type { Reports } from './reports.ts';
import type { SetAction } from './set-up.ts';
import type { Trigger } from './trigger.ts';

export type ClockOptions = {
  readonly fresh: (collectors: readonly string[], signal: AbortSignal) => Promise<ReadonlyMap<string, Snapshot>>;
  readonly history: History;
  readonly reports: Reports;
  readonly settle: (asking: Asking, isNews: (decision: Decision) => boolean) => Promise<unknown>;
  readonly leaving: AbortSignal;
};

const READ_MS = 20_000;

/** Runs an action on every object that it finds. What is seen as the last time is no news. */
export async function runByClock(action: SetAction, options: ClockOptions): Promise<void> {
  const { fresh, history, reports, settle, leaving } = options;
  const { name, about } = action;
  if (about.objects === undefined) return;
  const signal = AbortSignal.any([leaving, AbortSignal.timeout(READ_MS)]);
  const objects = about.objects(await fresh(about.collectors, signal), pastDeeds(history, name));
  const targets = objects.map((labels) => about.target(labels));
  reports.keep(
    name,
    targets.flatMap((target) => (isRefusal(target) ? [] : target.object)),
  );
  for (const labels of objects) {
    const trigger: Trigger = { by: 'clock', labels: Object.fromEntries(labels) };
    await settle({ action, trigger }, ({ object, words }) => reports.isNews(name, object, words));
  }
}

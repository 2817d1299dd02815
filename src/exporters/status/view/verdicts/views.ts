import type { State } from '../../../../core/state.ts';
import type { Level, ObjectId } from '../../model/object.ts';
import { balancerViews } from './balancers.ts';
import { hardwareViews } from './hardware.ts';
import { kernelViews } from './kernel.ts';
import { ovsViews } from './ovs.ts';
import type { KindView, Verdict } from './verdict.ts';
import { virtualServiceViews } from './virtual-services.ts';

/** What is said of objects, by `<collector>/<kind>`. Of kinds that are not here nothing is wrong by itself. */
export const views: ReadonlyMap<string, KindView> = new Map(
  Object.entries({ ...kernelViews, ...hardwareViews, ...ovsViews, ...balancerViews, ...virtualServiceViews }),
);

/** Results of the agent itself that are not objects of the host. */
export const NOT_OBJECTS: ReadonlySet<string> = new Set(['alert', 'received-alert', 'action']);

/** Worst first. */
export const levels: readonly Level[] = ['critical', 'warning', 'unknown', 'notice', 'off', 'ok'];

export function viewOf(collector: string, kind: string): KindView | undefined {
  return views.get(`${collector}/${kind}`);
}

export function idOf(collector: string, { kind, subject }: Pick<State, 'kind' | 'subject'>): ObjectId {
  return `${collector}/${kind}/${subject}`;
}

export function verdictOf(collector: string, state: State): Verdict | undefined {
  return viewOf(collector, state.kind)?.judge(state);
}

/** How an object is. */
export type Standing = { readonly level: Level; readonly state: string; readonly isCut: boolean };

/** How bad it is and in what words, for whatever object there is. */
export function standingOf(collector: string, state: State): Standing {
  const view = viewOf(collector, state.kind);
  const verdict = view?.judge(state);
  if (verdict !== undefined) return { level: verdict.level, state: verdict.state, isCut: verdict.isCut === true };
  return { level: 'ok', state: view?.well?.(state) || 'ok', isCut: false };
}

/** What a person calls objects of this kind. */
export function whatIs(collector: string, kind: string): string {
  return viewOf(collector, kind)?.what ?? kind;
}

/** Whether one level is worse than another. */
export function byLevel(a: { readonly level: Level }, b: { readonly level: Level }): number {
  return levels.indexOf(a.level) - levels.indexOf(b.level);
}

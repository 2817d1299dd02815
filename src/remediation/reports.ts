import type { PointSet } from '../core/metric.ts';
import type { State } from '../core/state.ts';
import type { Planned } from './pipeline/decide.ts';

/** What actions have seen last of each of their objects. */
export type Reports = {
  readonly put: (action: string, planned: Planned) => void;
  /** Forgets the objects that are not among these. */
  readonly keep: (action: string, objects: readonly string[]) => void;
  /** Whether an object is seen otherwise than the last time that this was asked. */
  readonly isNews: (action: string, object: string, words: string) => boolean;
  readonly states: () => readonly State[];
  readonly figures: (points: PointSet) => void;
};

/** Objects that nobody lists come from alerts and persons; there are never many. */
const MOST = 1_000;

export function createReports(): Reports {
  const seen = new Map<string, { readonly action: string; readonly object: string; readonly planned: Planned }>();
  const told = new Map<string, string>();
  const keyOf = (action: string, object: string) => `${action} ${object}`;

  return {
    put: (action, planned) => {
      const { object } = planned.target;
      const key = keyOf(action, object);
      seen.delete(key);
      seen.set(key, { action, object, planned });
      const [oldest] = seen.keys();
      if (seen.size > MOST && oldest !== undefined) seen.delete(oldest);
    },
    keep: (action, objects) => {
      const wanted = new Set(objects);
      for (const [key, one] of seen) {
        if (one.action !== action || wanted.has(one.object)) continue;
        seen.delete(key);
        told.delete(key);
      }
    },
    isNews: (action, object, words) => {
      const key = keyOf(action, object);
      const isNews = told.get(key) !== words;
      told.set(key, words);
      return isNews;
    },
    states: () => [...seen.values()].flatMap(({ planned }) => planned.seen.states),
    figures: (points) => {
      for (const { planned } of seen.values()) planned.seen.figures(points);
    },
  };
}

import { type Family, type PointSet, pointSet } from '../core/metric.ts';
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

type Report = {
  readonly action: string;
  readonly object: string;
  readonly states: readonly State[];
  readonly families: readonly Family[];
};

/** Objects that nobody lists come from alerts and persons; there are never many. */
const MOST = 1_000;

export function createReports(): Reports {
  const seen = new Map<string, Report>();
  const told = new Map<string, string>();
  const keyOf = (action: string, object: string) => `${action} ${object}`;

  return {
    put: (action, { target: { object }, seen: look }) => {
      const key = keyOf(action, object);
      const points = pointSet();
      look.figures(points);
      seen.delete(key);
      // Only what is shown: the look itself holds on to whole readings.
      seen.set(key, { action, object, states: look.states, families: points.families() });
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
    states: () => [...seen.values()].flatMap(({ states }) => states),
    figures: (points) => {
      for (const { definition, points: own } of [...seen.values()].flatMap(({ families }) => families)) {
        for (const { labels, value } of own) points.add(definition, labels, value);
      }
    },
  };
}

import type { Family } from '../../core/metric.ts';
import { labelsKey } from '../../promql/labels.ts';
import type { Series, SeriesSource } from '../../promql/series.ts';
import type { Sample } from '../../promql/value.ts';
import { createHistory, type History } from './history.ts';
import { samplesOf, seriesNames } from './samples-of.ts';

/** What rules look at: metrics by name, and how far back in milliseconds. */
export type Wanted = {
  readonly named: ReadonlyMap<string, number>;
  /** For rules that name no metric: everything, so far back. */
  readonly all: number | undefined;
};

/** A finished reading of one collector. */
export type Reading = {
  readonly collector: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Nothing when the reading failed: its series end there, as they would for Prometheus. */
  readonly families: readonly Family[];
  /** Whether it was caused by a notification; a row of it that says nothing new is not kept. */
  readonly announced: boolean;
};

/** The recent past of all series that rules look at, in memory. */
export type SeriesStore = SeriesSource & {
  /** Forgets what no rule looks at any more and begins to keep what is new. */
  readonly want: (wanted: Wanted) => void;
  readonly add: (reading: Reading) => void;
  /** What recording rules of this name have made; series that are not named end there. */
  readonly record: (name: string, time: number, samples: readonly Sample[]) => void;
  readonly shift: (milliseconds: number) => void;
  readonly figures: () => SeriesFigures;
};

export type SeriesFigures = {
  readonly series: number;
  readonly samples: number;
  readonly bytes: number;
  /** Series that were not taken in because the memory was used up, since the beginning. */
  readonly refused: number;
  /** Whether any history is shorter than rules look back, because the memory was used up. */
  readonly shortened: boolean;
};

/** @param maxBytes bound of the memory for samples */
export function createSeriesStore(maxBytes: number): SeriesStore {
  const histories = new Map<string, History>();
  const namesByCollector = new Map<string, Set<string>>();
  let wanted: Wanted = { named: new Map(), all: undefined };
  let refused = 0;
  let shortened = false;
  let everything: { readonly parts: readonly (readonly Series[])[]; readonly series: readonly Series[] } | undefined;
  const none: readonly Series[] = [];

  const pastOf = (name: string): number | undefined => {
    const own = wanted.named.get(name);
    return wanted.all === undefined ? own : Math.max(own ?? 0, wanted.all);
  };
  const bytes = () => sum(histories, (history) => history.bytes());
  const mayGrow = (more: number) => bytes() + more <= maxBytes;

  const historyOf = (name: string): History | undefined => {
    const past = pastOf(name);
    if (past === undefined) return undefined;
    let history = histories.get(name);
    if (history === undefined) {
      history = createHistory({
        past,
        mayGrow: (more) => {
          const may = mayGrow(more);
          shortened ||= !may;
          return may;
        },
      });
      histories.set(name, history);
    }
    return history;
  };

  const append = (family: Family, name: string, { time, announced }: Reading) => {
    const history = historyOf(name);
    if (history === undefined) return;
    const values = new Map<string, number>();
    for (const { key, value, labels } of samplesOf(family, name)) {
      if (history.has(key) || history.add(key, labels())) values.set(key, value);
      else refused += 1;
    }
    if (!(announced && history.ends(values))) history.append(time, values);
  };

  return {
    named: (name) => {
      if (name !== undefined) return histories.get(name)?.series() ?? none;
      const parts = [...histories.values()].map((history) => history.series());
      const known = everything?.parts;
      if (known?.length !== parts.length || parts.some((part, index) => part !== known[index])) {
        everything = { parts, series: parts.flat() };
      }
      return everything?.series ?? none;
    },
    want: (next) => {
      const before = pastsOf(histories.keys(), pastOf);
      wanted = next;
      // A history that has to reach further back begins anew: what it has forgotten does not come back.
      for (const [name, past] of before) if (pastOf(name) !== past) histories.delete(name);
      shortened = false;
    },
    add: (reading) => {
      const ended = namesByCollector.get(reading.collector) ?? new Set<string>();
      const names = new Set<string>();
      for (const family of reading.families) {
        for (const name of seriesNames(family.definition)) {
          if (pastOf(name) === undefined) continue;
          names.add(name);
          append(family, name, reading);
        }
      }
      for (const name of ended) if (!names.has(name)) histories.get(name)?.append(reading.time, new Map());
      namesByCollector.set(reading.collector, names);
    },
    record: (name, time, samples) => {
      const history = historyOf(name);
      if (history === undefined) return;
      const values = new Map<string, number>();
      for (const { labels, value } of samples) {
        const key = labelsKey(labels);
        if (history.has(key) || history.add(key, labels)) values.set(key, value);
        else refused += 1;
      }
      history.append(time, values);
    },
    shift: (milliseconds) => {
      for (const history of histories.values()) history.shift(milliseconds);
    },
    figures: () => ({
      series: sum(histories, (history) => history.series().length),
      samples: sum(histories, (history) => history.samples()),
      bytes: bytes(),
      refused,
      shortened,
    }),
  };
}

function pastsOf(
  names: Iterable<string>,
  pastOf: (name: string) => number | undefined,
): ReadonlyMap<string, number | undefined> {
  return new Map([...names].map((name) => [name, pastOf(name)]));
}

function sum(histories: ReadonlyMap<string, History>, of: (history: History) => number): number {
  let total = 0;
  for (const history of histories.values()) total += of(history);
  return total;
}

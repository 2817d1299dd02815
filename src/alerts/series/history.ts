import type { Labels } from '../../promql/labels.ts';
import { isStale, markStale, type Series, staleValues } from '../../promql/series.ts';

/** The series of one metric, one column each, under one row of times. Grows while it has to reach further back. */
export type History = {
  /** All columns; another array whenever one came or went. */
  readonly series: () => readonly Series[];
  /** The column's key: see `append`. */
  readonly has: (key: string) => boolean;
  /** False when there is no room for another. */
  readonly add: (key: string, labels: Labels) => boolean;
  /** A row: a value for each column named, a stale marker for the others. Takes the place of one of the same time. */
  readonly append: (time: number, values: ReadonlyMap<string, number>) => void;
  /** Whether the newest row says just this. */
  readonly ends: (values: ReadonlyMap<string, number>) => boolean;
  /** Moves all times, when the clock was set. */
  readonly shift: (milliseconds: number) => void;
  readonly bytes: () => number;
  readonly samples: () => number;
  /** How far back the rows go, in milliseconds. */
  readonly extent: () => number;
};

export type HistoryLimits = {
  /** How far back rows are needed, in milliseconds. */
  readonly past: number;
  /** Whether so many more bytes may be used. */
  readonly mayGrow: (bytes: number) => boolean;
};

type Column = { -readonly [Name in keyof Series]: Series[Name] };

const FIRST_CAPACITY = 16;
const BYTES = Float64Array.BYTES_PER_ELEMENT;

export function createHistory({ past, mayGrow }: HistoryLimits): History {
  const columns = new Map<string, Column>();
  let list: readonly Series[] | undefined;
  let times = new Float64Array(FIRST_CAPACITY);
  let begin = 0;
  let end = 0;

  const share = () => {
    for (const column of columns.values()) {
      column.times = times;
      column.begin = begin;
      column.end = end;
    }
  };

  /** Rows that nothing looks at any more make room; the last of them stays, since it may hold at the very beginning. */
  const makeRoom = (time: number) => {
    while (begin < end - 1 && (times[begin + 1] ?? 0) < time - past) begin += 1;
    if (end < times.length) return;
    const isMostlyOld = begin > times.length / 2;
    if (isMostlyOld || !mayGrow(times.length * BYTES * (columns.size + 1))) moveDown();
    else grow();
  };

  const moveDown = () => {
    // Where there is no more memory, the oldest rows go before their time.
    begin = Math.max(begin, Math.ceil(times.length / 4));
    times.copyWithin(0, begin, end);
    for (const [key, column] of columns) {
      column.values.copyWithin(0, begin, end);
      if (isEmpty(column.values, 0, end - begin)) {
        columns.delete(key);
        list = undefined;
      }
    }
    end -= begin;
    begin = 0;
  };

  const grow = () => {
    const length = times.length * 2;
    const longer = new Float64Array(length);
    longer.set(times);
    times = longer;
    for (const column of columns.values()) {
      const values = new Float64Array(length);
      // Copied as bytes: stale markers are NaNs whose bits have to stay.
      new Uint8Array(values.buffer).set(new Uint8Array(column.values.buffer));
      column.values = values;
    }
  };

  return {
    series: () => {
      list ??= [...columns.values()];
      return list;
    },
    has: (key) => columns.has(key),
    add: (key, labels) => {
      if (!mayGrow(times.length * BYTES)) return false;
      columns.set(key, { labels, times, values: staleValues(times.length), begin, end });
      list = undefined;
      return true;
    },
    append: (time, values) => {
      if (end > begin && times[end - 1] === time) end -= 1;
      else makeRoom(time);
      times[end] = time;
      for (const [key, column] of columns) {
        const value = values.get(key);
        if (value === undefined) markStale(column.values, end);
        else column.values[end] = value;
      }
      end += 1;
      share();
    },
    ends: (values) => {
      if (end === begin) return false;
      for (const [key, { values: kept }] of columns) {
        const value = values.get(key);
        if (value === undefined ? !isStale(kept, end - 1) : !Object.is(kept[end - 1], value)) return false;
      }
      return true;
    },
    shift: (milliseconds) => {
      for (let index = begin; index < end; index += 1) times[index] = (times[index] ?? 0) + milliseconds;
    },
    bytes: () => times.length * BYTES * (columns.size + 1),
    samples: () => (end - begin) * columns.size,
    extent: () => (end === begin ? 0 : (times[end - 1] ?? 0) - (times[begin] ?? 0)),
  };
}

function isEmpty(values: Float64Array, from: number, to: number): boolean {
  for (let index = from; index < to; index += 1) if (!isStale(values, index)) return false;
  return true;
}

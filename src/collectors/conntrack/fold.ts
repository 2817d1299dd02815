/**
 * Tells the first of many like things at once and gathers those that follow, so that none is told more often than once
 * in an interval and each is counted in what is told. Times are milliseconds of one clock that never goes back.
 */
export type Fold<Thing> = {
  /** Something happened; `make` gives the thing when it is a new one. What it returns is to be told now. */
  readonly add: (key: string, now: number, make: () => Thing) => Folded<Thing> | undefined;
  /** What was gathered and is to be told now. Forgets what has not happened again for an interval. */
  readonly due: (now: number) => readonly Folded<Thing>[];
  /** When `due` is next to be asked; `undefined` when nothing is remembered. */
  readonly nextAt: () => number | undefined;
  /** All that was gathered, whether due or not; nothing is remembered any more. */
  readonly rest: () => readonly Folded<Thing>[];
};

/** A thing and how often it happened since it was last told. */
export type Folded<Thing> = { readonly thing: Thing; readonly count: number };

export function createFold<Thing>(intervalMs: number): Fold<Thing> {
  const open = new Map<string, { readonly thing: Thing; toldAt: number; count: number }>();
  return {
    add: (key, now, make) => {
      const earlier = open.get(key);
      if (earlier !== undefined) {
        earlier.count += 1;
        return undefined;
      }
      const thing = make();
      open.set(key, { thing, toldAt: now, count: 0 });
      return { thing, count: 1 };
    },
    due: (now) => {
      const told: Folded<Thing>[] = [];
      for (const [key, entry] of open) {
        if (now - entry.toldAt < intervalMs) continue;
        if (entry.count === 0) {
          open.delete(key);
          continue;
        }
        told.push({ thing: entry.thing, count: entry.count });
        entry.toldAt = now;
        entry.count = 0;
      }
      return told;
    },
    nextAt: () =>
      open.size === 0 ? undefined : Math.min(...[...open.values()].map(({ toldAt }) => toldAt)) + intervalMs,
    rest: () => {
      const told = [...open.values()].filter(({ count }) => count > 0).map(({ thing, count }) => ({ thing, count }));
      open.clear();
      return told;
    },
  };
}

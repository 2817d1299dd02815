/** Wakes up when time alone changes something: a `for` or a hold runs out. */
export type DueTimer = {
  /** The next moment of a rule, in milliseconds since 1970; Infinity when nothing waits. */
  readonly set: (id: string, dueAt: number) => void;
  readonly clear: () => void;
};

/** The longest that a timer of Node can wait. */
const LONGEST_WAIT = 2 ** 31 - 1;

/** @param onDue told the ids whose moment has come */
export function createDueTimer(now: () => number, onDue: (ids: ReadonlySet<string>, time: number) => void): DueTimer {
  const due = new Map<string, number>();
  let waiting: NodeJS.Timeout | undefined;
  let waitsFor = Number.POSITIVE_INFINITY;

  const wait = () => {
    const next = Math.min(Number.POSITIVE_INFINITY, ...due.values());
    if (next === waitsFor) return;
    clearTimeout(waiting);
    waitsFor = next;
    if (next === Number.POSITIVE_INFINITY) return;
    waiting = setTimeout(wake, Math.min(LONGEST_WAIT, Math.max(1, Math.ceil(next - now()))));
  };

  const wake = () => {
    waitsFor = Number.POSITIVE_INFINITY;
    const time = now();
    const ids = new Set([...due].flatMap(([id, at]) => (at <= time ? [id] : [])));
    for (const id of ids) due.delete(id);
    if (ids.size > 0) onDue(ids, time);
    wait();
  };

  return {
    set: (id, dueAt) => {
      if ((due.get(id) ?? Number.POSITIVE_INFINITY) === dueAt) return;
      if (dueAt === Number.POSITIVE_INFINITY) due.delete(id);
      else due.set(id, dueAt);
      wait();
    },
    clear: () => {
      clearTimeout(waiting);
      waitsFor = Number.POSITIVE_INFINITY;
      due.clear();
    },
  };
}

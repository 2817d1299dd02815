import type { CloudEvent } from '../../../core/event.ts';
import type { Store } from '../../../store/store.ts';

/** The newest events of the log, by what they are about. Kept only while somebody asks. */
export type RecentEvents = {
  /** Looks at the log, once for all that is asked then. Throws a StoreError when it can't be read. */
  readonly look: () => EventsAbout;
  /** Lets go of everything. */
  readonly forget: () => void;
};

/** Events of one collector about one object, newest first. */
export type EventsAbout = (collector: string, subject: string) => readonly CloudEvent[];

/** As many are looked at. */
const MOST_EVENTS = 2_000;
const PORTION = 500;
/** How long they are kept after the last question. */
const KEPT_MS = 60_000;

export function createRecentEvents(store: Pick<Store, 'eventsAfter' | 'eventsSince' | 'extent'>): RecentEvents {
  let events: readonly CloudEvent[] | undefined;
  let byObject: ReadonlyMap<string, readonly CloudEvent[]> = new Map();
  let timer: NodeJS.Timeout | undefined;

  const forget = () => {
    clearTimeout(timer);
    timer = undefined;
    events = undefined;
    byObject = new Map();
  };

  /** Only what is new since the last question is read. */
  const refresh = () => {
    const last = Number(events?.at(-1)?.sequence ?? 0);
    const { last: newest } = store.extent();
    if (events !== undefined && newest === last) return;
    const isFarBehind = events === undefined || newest < last || newest - last > PORTION;
    events = isFarBehind
      ? store.eventsSince(0, MOST_EVENTS)
      : [...(events ?? []), ...store.eventsAfter(last, PORTION)].slice(-MOST_EVENTS);
    byObject = Map.groupBy(events.toReversed(), (event) => keyOf(collectorOf(event), event.subject));
  };

  return {
    look: () => {
      clearTimeout(timer);
      timer = setTimeout(forget, KEPT_MS).unref();
      refresh();
      const found = byObject;
      return (collector, subject) => found.get(keyOf(collector, subject)) ?? [];
    },
    forget,
  };
}

/** `bond` of `netsteward.bond.active-slave-changed`. */
function collectorOf({ type }: CloudEvent): string {
  return type.split('.')[1] ?? '';
}

function keyOf(collector: string, subject: string): string {
  return `${collector} ${subject}`;
}

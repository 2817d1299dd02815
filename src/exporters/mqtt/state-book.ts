import type { Snapshot } from '../../core/snapshot.ts';
import { type State, type States, sameState } from '../../core/state.ts';
import type { Store } from '../../store/store.ts';
import type { Topics } from './topics.ts';

/** The state of one object as it is to stand at the broker. */
export type Wanted = {
  readonly collector: string;
  readonly state: State;
  /** When it was first read as it is, in milliseconds since 1970. */
  readonly time: number;
};

/** What should stand retained at the broker, and what may stand there from earlier. Outlives connections. */
export type StateBook = {
  readonly wanted: ReadonlyMap<string, Wanted>;
  /** Takes a reading; gives the topics whose message has to change. A failed one says nothing about the host. */
  readonly read: (snapshot: Snapshot) => readonly string[];
  /** The topics that have to be published on a new connection: all that are wanted, and those to be cleared. */
  readonly all: () => readonly string[];
  /** Whether something may stand at this topic. */
  readonly isSet: (topic: string) => boolean;
  /** Durable before the message is sent: a crash between the two leaves a topic that the next run knows of. */
  readonly willSet: (topic: string, collector: string) => void;
  readonly wasCleared: (topic: string) => void;
};

export type StateBookOptions = {
  readonly store: Pick<Store, 'notes' | 'note'>;
  readonly receiver: string;
  readonly topics: Topics;
  /** Collectors that are on. Topics of others are cleared. */
  readonly collectorNames: readonly string[];
};

const NONE: States = new Map();
/** The note of the topic that holds the host's availability. */
const AVAILABILITY = '';

export function createStateBook({ store, receiver, topics, collectorNames }: StateBookOptions): StateBook {
  const wanted = new Map<string, Wanted>();
  const lastRead = new Map<string, States>();
  /** By topic, the collector that set it. */
  const set = new Map(store.notes(receiver));
  const isOn = new Set(collectorNames);

  const willSet = (topic: string, collector: string) => {
    if (set.get(topic) === collector) return;
    set.set(topic, collector);
    store.note(receiver, topic, collector);
  };
  /** Whether a topic set earlier has no business there any more. What a collector has not read yet may still be true. */
  const isStale = ([topic, collector]: readonly [string, string]) => {
    if (collector === AVAILABILITY) return topic !== topics.availability;
    return !wanted.has(topic) && (!isOn.has(collector) || lastRead.has(collector));
  };
  const staleTopics = () => [...set].filter(isStale).map(([topic]) => topic);

  return {
    wanted,
    isSet: (topic) => set.has(topic),
    willSet,
    wasCleared: (topic) => {
      set.delete(topic);
      store.note(receiver, topic, undefined);
    },
    read: ({ collector, outcome, states, readAt }) => {
      if (outcome === 'failed') return [];
      const before = lastRead.get(collector);
      lastRead.set(collector, states);
      if (before === states) return [];
      const changed: string[] = [];
      for (const [key, state] of before ?? NONE) {
        if (states.has(key)) continue;
        const topic = topics.state(collector, state);
        wanted.delete(topic);
        changed.push(topic);
      }
      for (const [key, state] of states) {
        const earlier = before?.get(key);
        if (earlier !== undefined && sameState(earlier, state)) continue;
        const topic = topics.state(collector, state);
        wanted.set(topic, { collector, state, time: readAt });
        changed.push(topic);
      }
      return before === undefined ? [...changed, ...staleTopics()] : changed;
    },
    all: () => {
      willSet(topics.availability, AVAILABILITY);
      return [...wanted.keys(), ...staleTopics()];
    },
  };
}

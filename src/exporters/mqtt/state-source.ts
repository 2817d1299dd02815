import type { Answer, Refusal } from './message.ts';
import type { Delivery, Source } from './sender.ts';
import type { StateBook, Wanted } from './state-book.ts';

export type StateSource = Source & {
  /** These topics have to be published. One that waits already keeps its place and is published as it is by then. */
  readonly add: (topics: readonly string[]) => void;
};

/** States that a broker refused, by topic; they are not offered again until they change. Outlives connections. */
export type RefusedStates = Map<string, Wanted>;

export type StateListener = {
  /** The broker has taken a state. */
  readonly taken: () => void;
  readonly refused: (topic: string, refusal: Refusal) => void;
};

/** The states that have to be set or cleared at the broker, for one connection. */
export function createStateSource(
  book: StateBook,
  refusedStates: RefusedStates,
  { taken, refused }: StateListener,
): StateSource {
  const waiting = new Set<string>();

  const set = (topic: string, wanted: Wanted): Delivery => {
    book.willSet(topic, wanted.collector);
    return delivery(topic, payloadOf(wanted), (answer) => {
      if (answer === undefined) return taken();
      refusedStates.set(topic, wanted);
      refused(topic, answer);
    });
  };
  /** An empty retained message clears the topic (MQTT 3.1.1, 3.3.1.3). */
  const clear = (topic: string): Delivery =>
    delivery(topic, '', (answer) => {
      if (answer !== undefined) return refused(topic, answer);
      taken();
      if (!book.wanted.has(topic)) book.wasCleared(topic);
    });

  return {
    add: (topics) => {
      for (const topic of topics) waiting.add(topic);
    },
    next: () => {
      for (const topic of waiting) {
        waiting.delete(topic);
        const wanted = book.wanted.get(topic);
        if (wanted === undefined && book.isSet(topic)) return clear(topic);
        if (wanted !== undefined && refusedStates.get(topic) !== wanted) {
          refusedStates.delete(topic);
          return set(topic, wanted);
        }
      }
      return undefined;
    },
  };
}

function delivery(topic: string, payload: string, answered: (answer: Answer) => void): Delivery {
  const contentType = payload === '' ? {} : { contentType: 'application/json' };
  return { key: `state ${topic}`, message: { topic, payload, retain: true, ...contentType }, answered };
}

/** `{"time":"2026-01-02T03:04:05.678Z","collector":"bond","kind":"bond","subject":"bond0","fields":{…}}` */
function payloadOf({ collector, state: { kind, subject, fields }, time }: Wanted): string {
  return JSON.stringify({ time: new Date(time).toISOString(), collector, kind, subject, fields });
}

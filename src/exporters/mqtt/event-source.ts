import type { CloudEvent } from '../../core/event.ts';
import type { Store } from '../../store/store.ts';
import { type Answer, type Refusal, reasonCodes } from './message.ts';
import { judge } from './refusals.ts';
import type { Source } from './sender.ts';

export type EventSourceOptions = {
  readonly store: Pick<Store, 'cursor' | 'moveCursor' | 'eventsAfter'>;
  readonly receiver: string;
  readonly topicOf: (type: string) => string;
  /** The broker has taken an event. */
  readonly taken: () => void;
  /** The broker has refused one, for now or, when it was given up, for good. */
  readonly refused: (event: CloudEvent, refusal: Refusal, givenUp: boolean) => void;
  /** The store can't be read now. */
  readonly unreadable: (error: unknown) => void;
  /** It is worth asking for the next event again. */
  readonly wake: () => void;
};

export type EventSource = Source & {
  /** Ends its timers. */
  readonly stop: () => void;
};

/** An event that was sent and is not settled, or refused and waiting. */
type Entry = {
  readonly event: CloudEvent;
  readonly sequence: number;
  settled: boolean;
  refusals: number;
  takenBefore: number;
  retry: NodeJS.Timeout | undefined;
  isDue: boolean;
};

/** How many events are read from the store at a time. */
const BATCH = 64;
/** How far the events under way may be ahead of the cursor, when a refused one holds it. */
const LEAD = 512;
const REREAD_MILLISECONDS = 5_000;

/**
 * The events behind the receiver's cursor in log order, for one connection. The cursor moves when an event and all before
 * it are taken or given up: what was under way when a connection or the agent ended is sent again by the next one.
 * A refused event is tried again later while others go on, so it may arrive behind some that happened after it.
 */
export function createEventSource(options: EventSourceOptions): EventSource {
  const { store, receiver, topicOf, taken, refused, unreadable, wake } = options;
  const entries: Entry[] = [];
  const unsent: CloudEvent[] = [];
  const forbidden = new Set<string>();
  let position: number | undefined;
  let takenCount = 0;
  let rereading: NodeJS.Timeout | undefined;

  const fill = () => {
    try {
      position ??= store.cursor(receiver);
      unsent.push(...store.eventsAfter(position, BATCH));
    } catch (error) {
      unreadable(error);
      clearTimeout(rereading);
      rereading = setTimeout(wake, REREAD_MILLISECONDS);
    }
  };

  const read = () => {
    if (entries.length >= LEAD) return undefined;
    if (unsent.length === 0) fill();
    const event = unsent.shift();
    if (event === undefined) return undefined;
    const sequence = Number(event.sequence);
    position = sequence;
    const entry: Entry = {
      event,
      sequence,
      settled: false,
      refusals: 0,
      takenBefore: 0,
      retry: undefined,
      isDue: false,
    };
    entries.push(entry);
    return entry;
  };

  const settle = (entry: Entry) => {
    entry.settled = true;
    const open = entries.findIndex(({ settled }) => !settled);
    const last = entries.splice(0, open === -1 ? entries.length : open).at(-1);
    if (last !== undefined) store.moveCursor(receiver, last.sequence);
  };

  const refuse = (entry: Entry, refusal: Refusal) => {
    const { type } = entry.event;
    if (entry.refusals === 0) entry.takenBefore = takenCount;
    entry.refusals += 1;
    const verdict = judge(refusal, {
      times: entry.refusals,
      othersTaken: takenCount > entry.takenBefore,
      topicForbidden: forbidden.has(type),
    });
    refused(entry.event, refusal, verdict === 'give-up');
    if (verdict === 'give-up') {
      if (refusal.code === reasonCodes.notAuthorized) forbidden.add(type);
      settle(entry);
      return;
    }
    entry.retry = setTimeout(() => {
      entry.isDue = true;
      wake();
    }, verdict.retryIn);
  };

  const answered = (entry: Entry) => (answer: Answer) => {
    if (answer !== undefined) return refuse(entry, answer);
    takenCount += 1;
    taken();
    settle(entry);
  };

  return {
    next: () => {
      const entry = entries.find(({ isDue }) => isDue) ?? read();
      if (entry === undefined) return undefined;
      entry.isDue = false;
      const { event } = entry;
      return {
        key: `event ${event.sequence}`,
        message: {
          topic: topicOf(event.type),
          payload: JSON.stringify(event),
          retain: false,
          contentType: 'application/cloudevents+json',
        },
        answered: answered(entry),
      };
    },
    stop: () => {
      clearTimeout(rereading);
      for (const { retry } of entries) clearTimeout(retry);
    },
  };
}

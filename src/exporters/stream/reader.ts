import type { ServerResponse } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import type { CloudEvent } from '../../core/event.ts';
import type { Store } from '../../store/store.ts';
import { commentText, eventText, noticeText, placeText } from './wire-text.ts';
import type { StreamWish } from './wishes.ts';

/** An event that has been written for the stream, once for all readers. */
export type LiveEvent = { readonly sequence: number; readonly type: string; readonly text: string };

/** One client of the stream. */
export type Reader = {
  /** Sends what is kept behind the reader's place, then what is new. */
  readonly begin: () => void;
  /** New events, already in the store; not empty. */
  readonly live: (events: readonly LiveEvent[]) => void;
  readonly keepAlive: () => void;
  /** Ends the stream with a comment. The client can come again with the id of the last event it has. */
  readonly end: (comment: string) => void;
};

export type ReaderOptions = {
  readonly response: ServerResponse;
  readonly store: Pick<Store, 'eventsAfter' | 'extent'>;
  readonly wish: StreamWish;
  readonly maxBehind: number;
  readonly sent: (count: number) => void;
  /** The reader is cut off, and why. */
  readonly cut: (cause: 'slow' | 'store', error?: unknown) => void;
};

/** Events are taken from the store in portions, so that a long replay needs little memory and holds nothing up. */
const PORTION = 256;

/**
 * Keeps one client's place in the log. While the client has everything, new events are written straight to it. Whenever
 * it lags, they stay in the store and are fetched from its place on as it takes them: there is no queue, no gap and
 * nothing twice.
 */
export function createReader({ response, store, wish, maxBehind, sent, cut }: ReaderOptions): Reader {
  const { wants = () => true } = wish;
  let place = 0;
  /** Whether the place is known to be of this log; a client may bring the place of one that is gone. */
  let certain = false;
  let state: 'new' | 'fetching' | 'waiting for the client' | 'up to date' | 'ended' = 'new';
  response.on('drain', () => {
    if (state === 'waiting for the client') void fetch();
  });
  response.once('close', () => {
    state = 'ended';
  });

  return {
    begin: () => void fetch(),
    live(events) {
      const [first, last] = [events[0]?.sequence ?? 0, events.at(-1)?.sequence ?? 0];
      if (!certain && first <= place) restart(first - 1);
      if (state === 'up to date' && first === place + 1) write(events);
      else if (state === 'up to date' && last > place) void fetch();
      else if (state === 'waiting for the client' && last - place > maxBehind) cut('slow');
    },
    keepAlive() {
      if (state === 'up to date') response.write(wish.wants === undefined ? commentText('') : placeText(place));
    },
    end(comment) {
      if (state === 'ended') return;
      state = 'ended';
      response.end(commentText(comment));
    },
  };

  function beginning(): number {
    const { last, count } = store.extent();
    certain = wish.after === undefined || (count > 0 && wish.after <= last);
    if (wish.after !== undefined && count > 0 && !certain) return restart(0);
    return wish.after ?? last;
  }

  /** The database has been replaced, or the client's place is invented: what is kept is new to it. */
  function restart(at: number): number {
    const message = `place ${wish.after} is not of this log; it is sent from event ${at + 1} on`;
    response.write(noticeText({ what: 'restart', message }));
    certain = true;
    place = at;
    return place;
  }

  async function fetch(): Promise<void> {
    try {
      if (state === 'new') place = beginning();
      state = 'fetching';
      while (state === 'fetching') {
        const events = store.eventsAfter(place, PORTION);
        if (events.length === 0) {
          state = 'up to date';
          return;
        }
        tellGap(events);
        write(events.map(liveEvent));
        if (state === 'fetching') await turn();
      }
    } catch (error) {
      cut('store', error);
    }
  }

  function tellGap([next]: readonly CloudEvent[]): void {
    const [from, to] = [place + 1, Number(next?.sequence ?? 0) - 1];
    if (place === 0 || from > to) return;
    response.write(noticeText({ what: 'gap', message: `events ${from} to ${to} are no longer kept`, from, to }));
  }

  function write(events: readonly LiveEvent[]): void {
    const wanted = events.filter(({ type }) => wants(type));
    place = events.at(-1)?.sequence ?? place;
    certain = true;
    if (wanted.length === 0) return;
    sent(wanted.length);
    if (!response.write(wanted.map(({ text }) => text).join(''))) state = 'waiting for the client';
  }
}

/** Writes an event for the stream. */
export function liveEvent(event: CloudEvent): LiveEvent {
  return { sequence: Number(event.sequence), type: event.type, text: eventText(event) };
}

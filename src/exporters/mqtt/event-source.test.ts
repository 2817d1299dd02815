import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { agentView } from '../../../test/support/agent-view.ts';
import { eventDraft, eventDrafts } from '../../../test/support/event-draft.ts';
import { createEventSource, type EventSourceOptions } from './event-source.ts';
import { reasonCodes } from './message.ts';
import type { Delivery } from './sender.ts';

const refusal = { code: reasonCodes.notAuthorized, reason: 'Not authorized' };

/** A source over a real store, to which the test answers in the broker's place. */
function eventSource(about: Partial<EventSourceOptions> = {}) {
  const { store } = agentView();
  const givenUp: string[] = [];
  const wake = vi.fn();
  const source = createEventSource({
    store,
    receiver: 'mqtt',
    topicOf: (type) => type,
    taken: () => {},
    refused: ({ subject }, _, isGivenUp) => isGivenUp && givenUp.push(subject),
    unreadable: () => {},
    wake,
    ...about,
  });
  const subjectOf = ({ message }: Delivery): string => JSON.parse(message.payload).subject;
  return { store, source, givenUp, wake, next: source.next, subjectOf, cursor: () => store.cursor('mqtt') };
}

describe('the events for one connection', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('move the cursor in log order, whatever the order of the answers', () => {
    const { store, next, cursor } = eventSource();
    store.record({ events: eventDrafts(3) });
    const [first, second, third] = [next(), next(), next()];
    expect(next()).toBeUndefined();
    third?.answered(undefined);
    second?.answered(undefined);
    expect(cursor()).toBe(0);
    first?.answered(undefined);
    expect(cursor()).toBe(3);
  });

  it('of a type that is forbidden are given up after five times when others are taken, and the next of them at once', () => {
    const { store, next, givenUp, wake, subjectOf, cursor } = eventSource();
    store.record({
      events: [eventDraft({ type: 'netsteward.a.forbidden', subject: 'x' }), eventDraft({ subject: 'y' })],
    });
    next()?.answered(refusal);
    next()?.answered(undefined);
    for (const wait of [1_000, 2_000, 4_000, 8_000]) {
      expect(cursor()).toBe(0);
      vi.advanceTimersByTime(wait - 1);
      expect(next()).toBeUndefined();
      vi.advanceTimersByTime(1);
      const again = next();
      expect(again && subjectOf(again)).toBe('x');
      again?.answered(refusal);
    }
    expect(wake).toHaveBeenCalledTimes(4);
    expect(givenUp).toEqual(['x']);
    expect(cursor()).toBe(2);

    store.record({ events: [eventDraft({ type: 'netsteward.a.forbidden', subject: 'z' })] });
    next()?.answered(refusal);
    expect(givenUp).toEqual(['x', 'z']);
    expect(cursor()).toBe(3);
  });

  it('go on ahead of a refused one, but not without bound', () => {
    const { store, next, cursor } = eventSource();
    store.record({ events: eventDrafts(2_000) });
    next()?.answered({ code: reasonCodes.quotaExceeded, reason: '' });
    let taken = 0;
    for (let delivery = next(); delivery !== undefined; delivery = next()) {
      delivery.answered(undefined);
      taken += 1;
    }
    expect(taken).toBe(511);
    expect(cursor()).toBe(0);
    vi.advanceTimersByTime(1_000);
    next()?.answered(undefined);
    expect(cursor()).toBe(512);
    expect(next()).toBeDefined();
  });

  it('are asked for again when the store could not be read', () => {
    const { store } = agentView();
    store.record({ events: [eventDraft()] });
    let isBroken = true;
    const unreadable = vi.fn();
    const { next, wake } = eventSource({
      unreadable,
      store: {
        ...store,
        eventsAfter: (sequence, limit) => {
          if (isBroken) throw new Error('the disk answers with errors');
          return store.eventsAfter(sequence, limit);
        },
      },
    });
    expect(next()).toBeUndefined();
    expect(unreadable).toHaveBeenCalledTimes(1);
    isBroken = false;
    vi.advanceTimersByTime(5_000);
    expect(wake).toHaveBeenCalledTimes(1);
    expect(next()).toBeDefined();
  });

  it('wait for nothing any more when the connection has ended', () => {
    const { store, source, wake } = eventSource();
    store.record({ events: [eventDraft()] });
    source.next()?.answered(refusal);
    source.stop();
    vi.advanceTimersByTime(100_000);
    expect(wake).not.toHaveBeenCalled();
  });
});

import { statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventDraft, eventDrafts } from '../../test/support/event-draft.ts';
import { privateDirectory } from '../../test/support/private-directory.ts';
import { openStore } from './open-store.ts';
import type { Store, StoreBounds } from './store.ts';

const day = 86_400;
const wide: StoreBounds = { maxAgeSeconds: 7 * day, maxEvents: 1_000_000, maxBytes: 2 ** 30 };

function opened(file = ':memory:'): Store {
  const store = openStore({ path: file, hostName: 'host1', bootEpoch: 'boot-1' });
  onTestFinished(() => store.close());
  return store;
}

const sequences = (store: Store) => store.eventsAfter(0, 1_000_000).map(({ sequence }) => Number(sequence));

describe('pruning', () => {
  it('deletes nothing within the bounds', () => {
    const store = opened();
    store.record({ events: eventDrafts(10) });
    expect(store.prune(wide, ['mqtt'])).toEqual([]);
    expect(store.extent().count).toBe(10);
  });

  it('deletes what is too old, also when clocks went back and forth', () => {
    const store = opened();
    const old = Date.now() - 8 * day * 1000;
    store.record({ events: [old, Date.now(), old, Date.now()].map((time) => eventDraft({ time })) });
    expect(store.prune(wide, ['mqtt'])).toEqual([{ receiver: 'mqtt', count: 2, from: 1, to: 3 }]);
    expect(sequences(store)).toEqual([2, 4]);
  });

  it('deletes the oldest when there are too many', () => {
    const store = opened();
    store.record({ events: eventDrafts(10) });
    store.prune({ ...wide, maxEvents: 4 }, []);
    expect(sequences(store)).toEqual([7, 8, 9, 10]);
  });

  it('says for each receiver how many events it had not confirmed', () => {
    const store = opened();
    store.record({ events: eventDrafts(10) });
    store.moveCursor('behind', 2);
    store.moveCursor('abreast', 6);
    expect(store.prune({ ...wide, maxEvents: 4 }, ['new', 'behind', 'abreast'])).toEqual([
      { receiver: 'new', count: 6, from: 1, to: 6 },
      { receiver: 'behind', count: 4, from: 3, to: 6 },
    ]);
    expect(store.prune({ ...wide, maxEvents: 4 }, ['new', 'behind', 'abreast'])).toEqual([]);
  });

  it('tells losses by age and by number of one receiver as one', () => {
    const store = opened();
    store.record({ events: [eventDraft({ time: 1 }), ...eventDrafts(5)] });
    expect(store.prune({ ...wide, maxEvents: 2 }, ['mqtt'])).toEqual([{ receiver: 'mqtt', count: 4, from: 1, to: 4 }]);
  });

  it('never gives a pruned number again', () => {
    const file = path.join(privateDirectory(), 'events.db');
    const first = opened(file);
    first.record({ events: eventDrafts(3) });
    first.prune({ ...wide, maxEvents: 0 }, []);
    expect(first.extent()).toMatchObject({ first: 0, last: 0, count: 0 });
    first.close();
    expect(opened(file).record({ events: [eventDraft()] })[0]?.sequence).toBe('0000000000000004');
  });

  it('keeps the file within its size however much is recorded, with the newest events in it', () => {
    const file = path.join(privateDirectory(), 'events.db');
    const store = opened(file);
    const maxBytes = 2 ** 20;
    for (let round = 0; round < 40; round += 1) {
      store.record({ events: eventDrafts(1_000) });
      store.prune({ ...wide, maxBytes }, []);
      expect(store.extent().bytes).toBeLessThanOrEqual(maxBytes);
    }
    const { count, last, bytes } = store.extent();
    expect(last).toBe(40_000);
    expect(count).toBeGreaterThan(1_000);
    store.close();
    expect(statSync(file).size).toBeLessThanOrEqual(bytes);
  });

  it('gives the room back when the bound was lowered', () => {
    const file = path.join(privateDirectory(), 'events.db');
    const store = opened(file);
    store.record({ events: eventDrafts(20_000) });
    store.prune({ ...wide, maxBytes: 2 ** 20 }, []);
    expect(store.extent().bytes).toBeLessThanOrEqual(2 ** 20);
    store.close();
    expect(statSync(file).size).toBeLessThanOrEqual(2 ** 20);
  });
});

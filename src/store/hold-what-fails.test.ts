import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { eventDraft, eventDrafts } from '../../test/support/event-draft.ts';
import { privateDirectory } from '../../test/support/private-directory.ts';
import { statesOf } from '../core/state.ts';
import { openStore, type StoreOptions } from './open-store.ts';
import type { StoreBounds } from './store.ts';
import type { StoreError } from './store-error.ts';

const wide: StoreBounds = { maxAgeSeconds: 86_400, maxEvents: 1_000_000, maxBytes: 2 ** 30 };

/** A file system of 512 KiB, so that a full disk is a real one. */
function smallDisk(): string {
  const directory = privateDirectory();
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'nst-store-test', directory]);
  onTestFinished(() => void execFileSync('umount', ['--lazy', directory]));
  return directory;
}

/** A store on a small disk, and the calls that fill that disk and empty it again. */
function storeOnSmallDisk(options: Partial<StoreOptions> = {}) {
  const directory = smallDisk();
  const file = path.join(directory, 'events.db');
  const ballast = path.join(directory, 'ballast');
  const troubles: (StoreError | undefined)[] = [];
  const about = { path: file, hostName: 'host1', bootEpoch: 'boot-1' };
  const store = openStore({ ...about, onTrouble: (trouble) => troubles.push(trouble), ...options });
  onTestFinished(() => store.close());
  return {
    store,
    troubles,
    reopened: () => {
      store.close();
      const again = openStore(about);
      onTestFinished(() => again.close());
      return again;
    },
    fill: () => {
      for (const size of [65_536, 4_096, 1]) {
        try {
          for (;;) writeFileSync(ballast, Buffer.alloc(size), { flag: 'a' });
        } catch {
          // Full, as far as pieces of this size go.
        }
      }
      store.record({ events: eventDrafts(200) });
    },
    /** Longer than the store waits between two tries. */
    empty: async () => {
      rmSync(ballast);
      await sleep(1_100);
    },
  };
}

describe('a store whose disk is full', () => {
  beforeEach((context) => {
    if (process.getuid?.() !== 0) context.skip('a small disk can be mounted by root only');
  });

  it('goes on, says why once, and has everything in order when there is room again', async () => {
    const { store, troubles, fill, empty, reopened } = storeOnSmallDisk();
    const sent = [...store.record({ events: eventDrafts(3) })];
    store.moveCursor('mqtt', 1);
    fill();
    for (let n = 0; n < 5; n += 1) sent.push(...store.record({ events: [eventDraft({ subject: `full${n}` })] }));
    store.prune(wide, []);
    expect(troubles).toHaveLength(1);
    expect(troubles[0]?.message).toMatch(/events\.db: the disk is full; make room/);
    expect(store.extent()).toMatchObject({ count: 208, last: 208, unwritten: 205 });
    expect(store.eventsAfter(203, 10)).toEqual(sent.slice(3));

    await empty();
    sent.push(...store.record({ events: [eventDraft({ subject: 'after' })] }));
    expect(troubles).toEqual([expect.anything(), undefined]);
    expect(store.extent()).toMatchObject({ count: 209, unwritten: 0 });
    const kept = reopened().eventsAfter(0, 1_000);
    expect(kept.map(({ sequence }) => Number(sequence))).toEqual(Array.from({ length: 209 }, (_, index) => index + 1));
    expect(kept).toEqual(expect.arrayContaining(sent));
  });

  it('reads and keeps cursors, notes and states as if it could write', async () => {
    const { store, fill, empty, reopened } = storeOnSmallDisk();
    const first = statesOf([{ kind: 'bond', subject: 'bond0', fields: { slaves: 2 } }]);
    const last = statesOf([{ kind: 'bond', subject: 'bond1', fields: { slaves: 3 } }]);
    store.record({ events: [], states: { collector: 'bond', before: new Map(), after: first } });
    store.note('mqtt', 'kept', '1');
    store.note('mqtt', 'gone', '1');
    fill();
    store.moveCursor('mqtt', 150);
    store.moveCursor('mqtt', 120);
    store.note('mqtt', 'gone', undefined);
    store.note('mqtt', 'new', '2');
    store.record({ events: [], states: { collector: 'bond', before: first, after: new Map() } });
    store.record({ events: [], states: { collector: 'bond', before: new Map(), after: last } });
    const check = ({ cursor, pending, notes, knownStates, eventsSince }: typeof store) => {
      expect(cursor('mqtt')).toBe(150);
      expect(pending('mqtt')).toBe(50);
      expect(Object.fromEntries(notes('mqtt'))).toEqual({ kept: '1', new: '2' });
      expect(knownStates('bond', 'this boot')).toEqual(last);
      expect(eventsSince(0, 2).map(({ sequence }) => Number(sequence))).toEqual([199, 200]);
    };
    check(store);
    await empty();
    store.prune(wide, []);
    check(store);
    check(reopened());
  });

  it('lets the oldest unwritten events go when it can hold no more, and tells who lost them', async () => {
    const { store, fill, empty } = storeOnSmallDisk({ heldEvents: 50 });
    store.record({ events: eventDrafts(2) });
    fill();
    expect(store.eventsAfter(2, 1_000).map(({ sequence }) => Number(sequence))[0]).toBe(153);
    store.record({ events: [eventDraft()] });
    expect(store.extent()).toMatchObject({ count: 52, unwritten: 50, last: 203 });
    store.moveCursor('ahead', 200);
    await empty();
    expect(store.prune(wide, ['mqtt', 'ahead'])).toEqual([{ receiver: 'mqtt', count: 151, from: 3, to: 153 }]);
    expect(store.prune(wide, ['mqtt', 'ahead'])).toEqual([]);
    expect(store.extent()).toMatchObject({ count: 52, unwritten: 0 });
  });

  it('closed while the disk is still full says what is lost, and no number is given again', async () => {
    const { store, troubles, fill, empty, reopened } = storeOnSmallDisk();
    store.record({ events: [eventDraft()] });
    fill();
    const [lost] = store.record({ events: [eventDraft()] });
    store.close();
    expect(troubles.at(-1)?.message).toContain('201 events are lost: ');
    await empty();
    const [next] = reopened().record({ events: [eventDraft()] });
    expect(Number(next?.sequence)).toBeGreaterThan(Number(lost?.sequence));
  });
});

describe('a store that another program holds for a moment', () => {
  it('keeps the event and writes it with the next one', async () => {
    const { DatabaseSync } = await import('node:sqlite');
    const file = path.join(privateDirectory(), 'events.db');
    const troubles: (StoreError | undefined)[] = [];
    const store = openStore({
      path: file,
      hostName: 'host1',
      bootEpoch: 'boot-1',
      onTrouble: (trouble) => troubles.push(trouble),
    });
    onTestFinished(() => store.close());
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    store.record({ events: [eventDraft()] });
    expect(troubles[0]?.message).toContain('another program is writing to it');
    expect(store.extent().unwritten).toBe(1);
    other.exec('ROLLBACK');
    other.close();
    store.prune(wide, []);
    expect(store.extent()).toMatchObject({ count: 1, unwritten: 0 });
    expect(troubles).toEqual([expect.anything(), undefined]);
  });
});

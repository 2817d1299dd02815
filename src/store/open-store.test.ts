import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventDraft, eventDrafts } from '../../test/support/event-draft.ts';
import { privateDirectory } from '../../test/support/private-directory.ts';
import { type State, statesOf } from '../core/state.ts';
import { openStore, type StoreOptions } from './open-store.ts';
import type { Store } from './store.ts';

function opened(options: Partial<StoreOptions> = {}): Store {
  const store = openStore({ path: ':memory:', hostName: 'host1', bootEpoch: 'boot-1', ...options });
  onTestFinished(() => store.close());
  return store;
}

const bond = (subject: string, activeSlave: string): State => ({ kind: 'bond', subject, fields: { activeSlave } });

describe('recorded events', () => {
  it('are CloudEvents with a source, an id and a padded sequence of their own', () => {
    const store = opened();
    const draft = eventDraft({ time: Date.UTC(2026, 0, 2, 3, 4, 5, 678) });
    const [event, next] = store.record({ events: [draft, draft] });
    expect(event).toEqual({
      specversion: '1.0',
      id: expect.stringMatching(/^[0-9a-f]{16}-1$/),
      source: '/hosts/host1/netsteward',
      type: 'netsteward.interface.oper-state-changed',
      subject: 'eth0',
      time: '2026-01-02T03:04:05.678Z',
      datacontenttype: 'application/json',
      severity: 'warning',
      sequence: '0000000000000001',
      bootepoch: 'boot-1',
      data: draft.data,
    });
    expect(next?.sequence).toBe('0000000000000002');
    expect(next?.id).not.toBe(event?.id);
  });

  it('read back as they were given, whatever text and values they hold', () => {
    const store = opened();
    const details = { text: '"\0\u{1F600}\n', number: -1.5, flag: false, none: null };
    const written = store.record({
      events: [
        eventDraft({ subject: 'a/b+#\0\u{1F600}', data: { message: '', before: null, after: 0, details } }),
        eventDraft({ severity: 'critical', data: { message: 'only a message' } }),
      ],
    });
    expect(store.eventsAfter(0, 10)).toEqual(written);
  });

  it('are given in pages behind a sequence, and the newest since a time, oldest first', () => {
    const store = opened();
    const events = store.record({ events: [1, 2, 3, 4].map((time) => eventDraft({ time })) });
    expect(store.eventsAfter(1, 2)).toEqual(events.slice(1, 3));
    expect(store.eventsAfter(4, 2)).toEqual([]);
    expect(store.eventsSince(2, 10)).toEqual(events.slice(1));
    expect(store.eventsSince(1, 2)).toEqual(events.slice(2));
    expect(store.extent()).toMatchObject({ first: 1, last: 4, count: 4, unwritten: 0 });
  });

  it('go on with their numbers and get new ids when the store is opened again', () => {
    const file = path.join(privateDirectory(), 'events.db');
    const first = opened({ path: file });
    const [before] = first.record({ events: [eventDraft()] });
    first.close();
    const [after] = opened({ path: file }).record({ events: [eventDraft()] });
    expect(Number(after?.sequence)).toBe(Number(before?.sequence) + 1);
    expect(after?.id.split('-')[0]).not.toBe(before?.id.split('-')[0]);
  });

  it('keep the source they were recorded with when the host is renamed', () => {
    const file = path.join(privateDirectory(), 'events.db');
    const first = opened({ path: file });
    first.record({ events: [eventDraft()] });
    first.close();
    const second = opened({ path: file, hostName: 'rack 2/host2' });
    second.record({ events: [eventDraft()] });
    expect(second.eventsAfter(0, 10).map(({ source }) => source)).toEqual([
      '/hosts/host1/netsteward',
      '/hosts/rack%202%2Fhost2/netsteward',
    ]);
  });

  it('are refused with a clear error when their time is no time, and nothing is recorded', () => {
    const store = opened();
    expect(() => store.record({ events: [eventDraft(), eventDraft({ time: Number.NaN })] })).toThrow(RangeError);
    expect(store.extent().count).toBe(0);
    expect(store.record({ events: [eventDraft()] })[0]?.sequence).toBe('0000000000000001');
  });

  it('may be ten thousand at once', () => {
    const store = opened({ path: path.join(privateDirectory(), 'events.db') });
    expect(store.record({ events: eventDrafts(10_000) })).toHaveLength(10_000);
    expect(store.extent()).toMatchObject({ first: 1, last: 10_000, count: 10_000 });
  });
});

describe('known states', () => {
  it('are those last recorded in this boot, and none after a reboot', () => {
    const file = path.join(privateDirectory(), 'events.db');
    const after = statesOf([bond('bond0', 'eth0'), bond('bond1', 'eth2')]);
    const first = opened({ path: file });
    expect(first.knownStates('bond', 'this boot')).toBeUndefined();
    first.record({ events: [], states: { collector: 'bond', before: new Map(), after } });
    expect(first.knownStates('bond', 'this boot')).toEqual(after);
    first.close();
    const same = opened({ path: file });
    expect(same.knownStates('bond', 'this boot')).toEqual(after);
    expect(same.knownStates('interface', 'this boot')).toBeUndefined();
    same.close();
    expect(opened({ path: file, bootEpoch: 'boot-2' }).knownStates('bond', 'this boot')).toBeUndefined();
  });

  it('are an empty set, and not unknown, when a collector last saw nothing', () => {
    const store = opened();
    store.record({ events: [], states: { collector: 'bond', before: new Map(), after: new Map() } });
    expect(store.knownStates('bond', 'this boot')).toEqual(new Map());
  });

  it('are unknown in a later run when nobody can say which boot it is', () => {
    const file = path.join(privateDirectory(), 'events.db');
    const first = opened({ path: file, bootEpoch: 'unknown' });
    first.record({ events: [], states: { collector: 'bond', before: new Map(), after: new Map() } });
    first.close();
    expect(opened({ path: file, bootEpoch: 'unknown' }).knownStates('bond', 'this boot')).toBeUndefined();
  });

  it('follow objects that come, change and go', () => {
    const store = opened();
    const kept = bond('bond0', 'eth0');
    const a = statesOf([kept, bond('bond1', 'eth2'), bond('bond2', 'eth4')]);
    const b = statesOf([kept, bond('bond1', 'eth3'), bond('bond3', 'eth5')]);
    store.record({ events: [], states: { collector: 'bond', before: new Map(), after: a } });
    store.record({ events: [], states: { collector: 'bond', before: a, after: b } });
    expect(store.knownStates('bond', 'this boot')).toEqual(b);
  });

  it('are replaced as a whole when the caller compares with something else than was recorded last', () => {
    const store = opened();
    const recorded = statesOf([bond('bond0', 'eth0'), bond('gone', 'eth1')]);
    store.record({ events: [], states: { collector: 'bond', before: new Map(), after: recorded } });
    const kept = bond('bond0', 'eth7');
    const after = statesOf([kept]);
    store.record({ events: [], states: { collector: 'bond', before: statesOf([kept]), after } });
    expect(store.knownStates('bond', 'this boot')).toEqual(after);
  });

  it('of one collector leave those of another alone', () => {
    const store = opened();
    const states = statesOf([bond('bond0', 'eth0')]);
    store.record({ events: [], states: { collector: 'bond', before: new Map(), after: states } });
    store.record({ events: [], states: { collector: 'interface', before: new Map(), after: new Map() } });
    expect(store.knownStates('bond', 'this boot')).toEqual(states);
  });
});

describe('what receivers keep', () => {
  it('is a cursor that never moves backwards and a count of what is behind it', () => {
    const file = path.join(privateDirectory(), 'events.db');
    const store = opened({ path: file });
    store.record({ events: eventDrafts(5) });
    expect(store.cursor('mqtt')).toBe(0);
    expect(store.pending('mqtt')).toBe(5);
    store.moveCursor('mqtt', 3);
    store.moveCursor('mqtt', 2);
    expect(store.cursor('mqtt')).toBe(3);
    expect(store.pending('mqtt')).toBe(2);
    expect(store.cursor('other')).toBe(0);
    store.close();
    expect(opened({ path: file }).cursor('mqtt')).toBe(3);
  });

  it('are notes that can be set, changed and deleted, and that outlive the run', () => {
    const file = path.join(privateDirectory(), 'events.db');
    const store = opened({ path: file });
    store.note('mqtt', 'a', '1');
    store.note('mqtt', 'b', '1');
    store.note('mqtt', 'b', '2');
    store.note('mqtt', 'c', '3');
    store.note('mqtt', 'c', undefined);
    store.note('other', 'a', 'x');
    store.close();
    expect(opened({ path: file }).notes('mqtt')).toEqual(
      new Map([
        ['a', '1'],
        ['b', '2'],
      ]),
    );
  });
});

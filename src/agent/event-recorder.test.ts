import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KindDefinition } from '../core/definition.ts';
import type { CloudEvent } from '../core/event.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { type State, statesOf } from '../core/state.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { createEventRecorder } from './event-recorder.ts';

const kinds: readonly KindDefinition[] = [
  {
    kind: 'bond',
    help: 'A bond.',
    vanished: { what: 'vanished', help: 'Gone.', severity: 'warning', message: ({ subject }) => `${subject} is gone` },
    fields: {
      active: {
        what: 'active-slave-changed',
        help: 'A failover.',
        severity: ({ to }) => (to === null ? 'critical' : 'warning'),
        message: ({ subject, from, to }) => `${subject} went from ${from} to ${to}`,
      },
    },
  },
];

const appearing: readonly KindDefinition[] = kinds.map((kind) => ({
  ...kind,
  appeared: { what: 'appeared', help: 'New.', severity: 'info', message: ({ subject }) => `${subject} is new` },
}));

const bond = (active: string | null): State => ({ kind: 'bond', subject: 'bond0', fields: { active } });

function snapshot(states: readonly State[], rest: Partial<Snapshot> = {}): Snapshot {
  return {
    collector: 'bond',
    outcome: 'ok',
    problems: [],
    states: statesOf(states),
    occurrences: [],
    readAt: 1_000,
    polledAt: 0,
    durationSeconds: 0,
    families: () => [],
    ...rest,
  };
}

describe('readings of a collector as events', () => {
  let store: Store;
  let published: CloudEvent[] = [];
  const recorder = () => createEventRecorder(store, (events) => published.push(...events));

  beforeEach(() => {
    published = [];
    store = openStore({ path: ':memory:', hostName: 'h', bootEpoch: 'b' });
  });
  afterEach(() => store.close());

  it('begin without one, since nothing is known that could have changed', () => {
    recorder().snapshot(snapshot([bond('eth0')]), { kinds });
    expect(published).toEqual([]);
  });

  it('tell nothing of an object that could not be read yet and may still be there', () => {
    const [first, second] = [bond('eth0'), { ...bond('eth1'), subject: 'bond1' }];
    recorder().snapshot(snapshot([first, second]), { kinds });
    const { snapshot: read } = recorder();
    read(snapshot([first], { outcome: 'partial', mayRemain: ({ subject }) => subject === 'bond1' }), { kinds });
    expect(published).toEqual([]);
    read(snapshot([first, { ...second, fields: { active: 'eth2' } }]), { kinds });
    read(snapshot([first], { outcome: 'partial', mayRemain: () => false }), { kinds });
    expect(published.map(({ data }) => data.message)).toEqual(['bond1 went from eth1 to eth2', 'bond1 is gone']);
  });

  it('tell nothing of an object that the beginning could not look for, once it is found', () => {
    const [first, second] = [bond('eth0'), { ...bond('eth1'), subject: 'bond1' }];
    const { snapshot: read } = recorder();
    const unseen = { outcome: 'partial', mayRemain: ({ subject }: State) => subject === 'bond1' } as const;
    read(snapshot([first], unseen), { kinds: appearing });
    read(snapshot([first], unseen), { kinds: appearing });
    read(snapshot([first, second]), { kinds: appearing });
    expect(published).toEqual([]);
    // From now on it is known what there is.
    read(snapshot([first]), { kinds: appearing });
    read(snapshot([first], unseen), { kinds: appearing });
    read(snapshot([first, second]), { kinds: appearing });
    expect(published.map(({ data }) => data.message)).toEqual(['bond1 is gone', 'bond1 is new']);
  });

  it('tell what was true between two readings, also when the later is like the earlier', () => {
    const { snapshot: read } = recorder();
    const first = bond('eth0');
    const other = { ...bond('eth7'), subject: 'bond1' };
    read(snapshot([first, other]), { kinds });
    const between = [statesOf([bond('eth1')]), statesOf([bond(null)])];
    read(snapshot([first], { between, outcome: 'partial', mayRemain: () => true }), { kinds });
    expect(published.map(({ data }) => [data.before, data.after])).toEqual([
      ['eth0', 'eth1'],
      ['eth1', null],
      [null, 'eth0'],
    ]);
  });

  it('tell a change with before and after, numbered by the store', () => {
    const { snapshot: read } = recorder();
    read(snapshot([bond('eth0')]), { kinds });
    read(snapshot([bond('eth1')], { readAt: 2_000 }), { kinds });
    expect(published).toMatchObject([
      {
        type: 'netsteward.bond.active-slave-changed',
        subject: 'bond0',
        severity: 'warning',
        time: '1970-01-01T00:00:02.000Z',
        data: { message: 'bond0 went from eth0 to eth1', field: 'active', before: 'eth0', after: 'eth1' },
      },
    ]);
    expect(store.eventsAfter(0, 10)).toEqual(published);
  });

  it('tell after a restart what changed while the agent was away', () => {
    recorder().snapshot(snapshot([bond('eth0')]), { kinds });
    recorder().snapshot(snapshot([bond(null)]), { kinds });
    expect(published).toMatchObject([{ severity: 'critical', data: { before: 'eth0', after: null } }]);
  });

  it('tell after a boot only what still means something then', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'netsteward-')), 'events.db');
    for (const [boot, active] of [
      ['first', 'eth0'],
      ['second', 'eth1'],
    ] as const) {
      const onDisk = openStore({ path: file, hostName: 'h', bootEpoch: boot });
      const { snapshot: read } = createEventRecorder(onDisk, (events) => published.push(...events));
      read(snapshot([bond(active)]), { kinds });
      read(snapshot([bond(active)], { collector: 'host' }), { kinds, outlivesBoot: true });
      onDisk.close();
    }
    rmSync(dirname(file), { recursive: true });
    expect(published.map(({ type }) => type)).toEqual(['netsteward.host.active-slave-changed']);
  });

  it('tell that a bond is new that was made while the agent was away and there had been none', () => {
    recorder().snapshot(snapshot([]), { kinds: appearing });
    recorder().snapshot(snapshot([bond('eth0')]), { kinds: appearing });
    expect(published.map(({ type }) => type)).toEqual(['netsteward.bond.appeared']);
  });

  it('tell nothing of a failed reading, and compare the next good one with the last good one', () => {
    const { snapshot: read } = recorder();
    read(snapshot([bond('eth0')]), { kinds });
    read(snapshot([], { outcome: 'failed' }), { kinds });
    expect(published).toEqual([]);
    read(snapshot([bond('eth1')]), { kinds });
    expect(published).toMatchObject([{ data: { before: 'eth0', after: 'eth1' } }]);
  });

  it('tell that an object is gone once, also when its feature is gone as a whole', () => {
    const { snapshot: read } = recorder();
    read(snapshot([bond('eth0')]), { kinds });
    read(snapshot([], { outcome: 'absent' }), { kinds });
    read(snapshot([], { outcome: 'absent' }), { kinds });
    expect(published.map(({ type }) => type)).toEqual(['netsteward.bond.vanished']);
  });

  it('carry what the collector saw by itself, behind the changes of the same reading', () => {
    const definition = { what: 'slave-flapped', help: 'A flap.', severity: 'notice' } as const;
    const { snapshot: read, occurred } = recorder();
    const flap = { definition, subject: 'bond0/eth0', message: 'eth0 flapped', details: { failures: 2 } };
    read(snapshot([bond('eth0')]), { kinds });
    read(snapshot([bond('eth1')], { occurrences: [flap] }), { kinds });
    occurred('bond', [{ ...flap, severity: 'critical' }]);
    expect(published.map(({ type, severity }) => `${type} ${severity}`)).toEqual([
      'netsteward.bond.active-slave-changed warning',
      'netsteward.bond.slave-flapped notice',
      'netsteward.bond.slave-flapped critical',
    ]);
    expect(published[1]?.data).toEqual({ message: 'eth0 flapped', details: { failures: 2 } });
  });

  it('lead from what a reading told to the alert that it began, and on to what follows from that', () => {
    const definition = { what: 'told', help: 'Told.', severity: 'notice' } as const;
    const { snapshot: read, occurred, following } = recorder();
    const tell = (message: string, begins: boolean) => {
      const chain = begins ? ({ name: 'alert f', begins } as const) : { name: 'alert f' };
      occurred('alert', [{ definition, subject: 'f', message, chain }]);
    };
    read(snapshot([bond('eth0')]), { kinds });
    read(snapshot([bond('eth1')]), { kinds });
    following('bond', () => tell('fires', true));
    tell('is answered', false);
    following('bond', () => tell('is resolved', false));
    const [sample, fires, answered, resolved] = published;
    expect([fires, answered, resolved].map((event) => event?.correlationid)).toEqual(Array(3).fill(sample?.id));
    expect(fires?.causationid).toBe(sample?.id);
    expect(answered?.causationid).toBe(fires?.id);
    expect(resolved?.causationid).toBe(answered?.id);
    expect(store.eventsAfter(0, 10)).toEqual(published);
  });

  it('begin an alert of their own where the reading told nothing', () => {
    const definition = { what: 'told', help: 'Told.', severity: 'notice' } as const;
    const { snapshot: read, occurred, following } = recorder();
    read(snapshot([bond('eth0')]), { kinds });
    read(snapshot([bond('eth1')]), { kinds });
    read(snapshot([bond('eth1')]), { kinds });
    following('bond', () =>
      occurred('alert', [{ definition, subject: 'f', message: 'x', chain: { name: 'a', begins: true } }]),
    );
    expect(published.at(-1)).not.toHaveProperty('causationid');
  });
});

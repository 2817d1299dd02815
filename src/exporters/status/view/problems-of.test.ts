import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alertState, bond, device, reading } from '../../../../test/support/status-server.ts';
import type { State } from '../../../core/state.ts';
import { actionsOf } from './actions-of.ts';
import { problemsOf } from './problems-of.ts';
import { views } from './verdicts/views.ts';

const STARTED = Date.parse('2026-01-31T11:00:00Z');
type Readings = Parameters<typeof problemsOf>[0];
const problems = (
  snapshots: Readings,
  since: (collector: string, subject: string) => number | undefined = () => undefined,
) => problemsOf(snapshots, actionsOf(snapshots)?.decisions ?? [], since, STARTED);

const brokenBond = [
  reading('bond', bond('bond0', { eth0: 'up', eth1: 'down' })),
  reading('interface', [
    device('eth0', { master: 'bond0' }),
    device('eth1', { master: 'bond0', state: 'no-carrier' }),
    device('bond0', { kind: 'bond' }),
  ]),
];

describe('what is wrong', () => {
  it('is told once, at its root, with what is part of it', () => {
    expect(problems(brokenBond)).toMatchObject([
      {
        id: 'bond/bond/bond0',
        level: 'warning',
        title: 'Bond bond0 has one link left of 2',
        object: 'bond/bond/bond0',
        also: ['eth1 of bond bond0 is down', 'eth1 is set up but has no carrier'],
      },
    ]);
  });

  it('follows a chain from a VLAN to the card below it', () => {
    const card = device('eth0', { state: 'no-carrier' });
    const vlan = device('eth0.5', { kind: 'vlan', state: 'lower-layer-down', parent: 'eth0' });
    expect(problems([reading('interface', [vlan, card])])).toMatchObject([
      { id: 'interface/interface/eth0', also: ['eth0.5 is down because the device that it stands on is'] },
    ]);
  });

  it('is told since its last event, or at least since the agent began to watch', () => {
    const time = STARTED + 5_000;
    const [known] = problems(brokenBond, (collector, subject) =>
      `${collector} ${subject}` === 'bond bond0' ? time : undefined,
    );
    expect(known).toMatchObject({ since: time, isAtLeast: false });
    expect(problems(brokenBond)[0]).toMatchObject({ since: STARTED, isAtLeast: true });
  });

  it('comes worst first, then the newest', () => {
    const states = [
      device('a', { state: 'no-carrier' }),
      device('b', { state: 'no-carrier' }),
      device('v', { kind: 'veth', state: 'no-carrier' }),
    ];
    const since = (_: string, subject: string) => (subject === 'b' ? STARTED + 1 : STARTED);
    const found = problems([reading('interface', states), reading('bond', bond('bond0', { x: 'down' }))], since);
    expect(found.map(({ id, level }) => `${level} ${id.split('/')[2]}`)).toEqual([
      'critical bond0',
      'warning b',
      'warning a',
      'notice v',
    ]);
  });

  it('is nothing where all is well, and where somebody set a device down', () => {
    expect(problems([reading('interface', [device('eth0'), device('eth1', { state: 'admin-down' })])])).toEqual([]);
    expect(problems([reading('bond', bond('bond0', { eth0: 'up', eth1: 'up' }))])).toEqual([]);
  });

  it('includes collectors that could not read, with their first problems', () => {
    const lost = Array.from({ length: 9 }, (_, index) => ({ subject: `eth${index}`, message: 'no permission' }));
    const found = problems([
      reading('bond', [], { outcome: 'failed', problems: [{ subject: 'bond', message: 'no answer' }] }),
      reading('interface', [], { outcome: 'partial', problems: lost }),
      reading('ipvs', [], { outcome: 'absent' }),
    ]);
    expect(found).toMatchObject([
      { id: 'agent/collector/bond', level: 'warning', standing: 'failed', also: ['bond: no answer'] },
      { id: 'agent/collector/interface', level: 'notice', standing: 'partial', moreAlso: 3 },
    ]);
  });
});

describe('an alert', () => {
  const alerts = (...states: readonly State[]) => reading('alert', states);

  it('stands for the trouble that it is about, and says what the readings add', () => {
    const alert = alertState(
      'BondWithoutRedundancy',
      { bond: 'bond0' },
      { summary: 'Bond bond0 has one link left, 1 down', action: 'Repair it.' },
    );
    expect(problems([...brokenBond, alerts(alert)])).toMatchObject([
      {
        source: 'alert',
        level: 'warning',
        title: 'Bond bond0 has one link left, 1 down',
        object: 'bond/bond/bond0',
        action: 'Repair it.',
        also: ['eth1 of bond bond0 is down', 'eth1 is set up but has no carrier'],
      },
    ]);
  });

  it('that says something else about an object leaves its state told', () => {
    const flapping = alertState(
      'InterfaceCarrierFlapping',
      { interface: 'eth1' },
      { summary: 'The carrier changed 5 times' },
    );
    const [one] = problems([reading('interface', [device('eth1', { state: 'no-carrier' })]), alerts(flapping)]);
    expect(one?.also).toEqual(['eth1 is set up but has no carrier']);
  });

  it('is told together with others of the same trouble, the worst first', () => {
    const found = problems([
      ...brokenBond,
      alerts(
        alertState('BondWithoutRedundancy', { bond: 'bond0' }),
        alertState('InterfaceNoCarrier', { interface: 'eth1' }, { severity: 'critical' }),
      ),
    ]);
    expect(found).toMatchObject([
      { alert: 'InterfaceNoCarrier', level: 'critical', others: [{ alert: 'BondWithoutRedundancy' }] },
    ]);
  });

  it('names the object with the most of its labels', () => {
    const alert = alertState('BondSlaveDown', { bond: 'bond0', slave: 'eth1' });
    expect(problems([...brokenBond, alerts(alert)])[0]).toMatchObject({ object: 'bond/slave/bond0/eth1' });
    const elsewhere = alertState('BondSlaveDown', { bond: 'bond0', slave: 'eth1', netns: 'blue' });
    expect(problems([alerts(elsewhere), ...brokenBond]).map(({ source }) => source)).toEqual(['alert', 'object']);
  });

  it.each([
    ['firing', { severity: 'critical' }, 'critical'],
    ['firing', { severity: 'info' }, 'notice'],
    ['firing', { severity: 'critical', silenced_by: 'night work' }, 'notice'],
    ['pending', { severity: 'critical' }, 'notice'],
    ['pending', { severity: 'critical', unknown: true }, 'unknown'],
    ['firing', { severity: 'warning', unknown: true }, 'warning'],
  ])('that is %s with %j is %s', (state, fields, level) => {
    expect(problems([alerts(alertState('Some', {}, { state, ...fields }))])[0]?.level).toBe(level);
  });

  it('that is pending about something visibly broken is as bad as that', () => {
    const alert = alertState('BondDown', { bond: 'bond0' }, { state: 'pending', severity: 'critical' });
    const found = problems([reading('bond', bond('bond0', { eth0: 'down' })), alerts(alert)]);
    expect(found).toMatchObject([{ level: 'critical', standing: 'pending' }]);
  });

  it('of a collector stands for what the collector could not read', () => {
    const failed = reading('bond', [], { outcome: 'failed', problems: [{ subject: 'bond', message: 'no answer' }] });
    const found = problems([failed, alerts(alertState('CollectorFailed', { collector: 'bond' }))]);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ source: 'alert', alert: 'CollectorFailed' });
    expect(found[0]?.object).toBeUndefined();
  });

  it('with labels that are no JSON is told all the same', () => {
    expect(problems([alerts(alertState('Some', {}, { labels: '{' }))])).toMatchObject([{ title: 'Some fires' }]);
  });
});

describe('what was done', () => {
  const decision = (fields: State['fields']): State => ({
    kind: 'decision',
    subject: '0a1b2c3d',
    fields: { action: 'bond-link', object: 'bond0/eth1', outcome: 'done', words: 'the link is up', ...fields },
  });

  it.each([
    ['its object', { object: 'bond0/eth1' }, 1],
    ['the alert that asked', { object: 'x', asked_by: 'alert BondWithoutRedundancy (host)' }, 1],
    ['another object', { object: 'bond1', asked_by: 'alert Other (host)' }, 0],
  ])('is told with the problem by %s', (_, fields, count) => {
    const alert = alertState('BondWithoutRedundancy', { bond: 'bond0' });
    const [one] = problems([...brokenBond, reading('alert', [alert]), reading('action', [decision(fields)])]);
    expect(one?.done).toHaveLength(count);
    if (count > 0) expect(one?.done[0]).toMatch(/^bond-link on .*: done, and it helped: the link is up$/);
  });
});

it('whatever states there are, everything is told and nothing throws', () => {
  const kinds = [...views.keys()].map((name) => name.split('/'));
  const value = fc.oneof(
    fc.constantFrom(null, true, false, '', 'up', 'down', 'DOWN', 'no-carrier', 'bond0', 'eth0'),
    fc.integer(),
    fc.string(),
  );
  const names = [
    'netns',
    'bond',
    'slave',
    'interface',
    'master',
    'parent',
    'state',
    'mii_status',
    'slaves',
    'slaves_up',
    'status',
    'link',
    'up',
    'enabled',
    'core',
  ];
  const anyState = fc.record({
    place: fc.constantFrom(...kinds),
    subject: fc.oneof(fc.constantFrom('bond0', 'eth0', 'bond0/eth0', 'blue:eth0'), fc.string()),
    fields: fc.dictionary(fc.constantFrom(...names), value),
  });
  fc.assert(
    fc.property(fc.array(anyState, { maxLength: 12 }), (drafts) => {
      const byCollector = Map.groupBy(drafts, ({ place }) => place[0] ?? '');
      const snapshots = [...byCollector].map(([collector, some]) =>
        reading(
          collector,
          some.map(({ place, subject, fields }) => ({ kind: place[1] ?? '', subject, fields })),
        ),
      );
      const found = problems(snapshots);
      expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
      for (const { title } of found) expect(title).not.toMatch(/undefined|\[object/);
    }),
  );
});

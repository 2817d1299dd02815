import { describe, expect, it } from 'vitest';
import { diffStates } from '../../core/diff.ts';
import type { FieldValue, State, States } from '../../core/state.ts';
import { statesOf } from '../../core/state.ts';
import type { Finding } from '../collector.ts';
import { collector } from './index.ts';
import { startAgreement } from './reader.ts';

type Fields = Readonly<Record<string, FieldValue>>;

const member = (subject: string, fields: Fields = {}): State => ({
  kind: 'member',
  subject,
  fields: {
    pool: subject.split('/')[0] ?? '',
    address: '192.0.2.1',
    port: 80,
    state: 'ACTIVE',
    reason: null,
    ...fields,
  },
});
const server = (subject: string, fields: Fields = {}): State => {
  const [process = '', rest = ''] = subject.split(':');
  const [backend = ''] = rest.split('/');
  const told = { process, backend, address: '192.0.2.1', port: 80, status: 'UP', check_status: 'L4OK' };
  return { kind: 'server', subject, fields: { ...told, ...fields } };
};
const destination = (service: string, fields: Fields = {}): State => ({
  kind: 'destination',
  subject: `${service} 192.0.2.1:80`,
  fields: { service, address: '192.0.2.1', port: 80, usable: true, ...fields },
});
const running = (status = 'running'): State => ({ kind: 'process', subject: 'admin', fields: { status } });
const found = (...states: readonly State[]): Finding => ({ outcome: 'ok', states: statesOf(states) });
const failed: Finding = { outcome: 'failed', states: new Map() };
const absent: Finding = { outcome: 'absent', states: new Map() };

/** The comparison with a clock of its own. */
function lab(after = 15) {
  let now = 0;
  let before: States = new Map();
  const reader = startAgreement({ after }, () => now);
  const compare = async (others: Readonly<Record<string, Finding>>) => {
    const signal = new AbortController().signal;
    const told = await reader.collect({ signal, changed: undefined, others: new Map(Object.entries(others)) });
    const events = diffStates('lb-agreement', collector.kinds, before, told.states, 0);
    before = told.states;
    const agreements = [...told.states.values()].map(({ fields }) => `${fields.entry} ${fields.agreement}`);
    return { ...told, agreements, events: events.map(({ severity, data }) => `${severity}: ${data.message}`) };
  };
  const pass = (seconds: number) => {
    now += seconds * 1000;
  };
  return { compare, pass };
}

const DOWN = { status: 'DOWN', check_status: 'L4CON' };

describe('our own check and a balancer', () => {
  it('disagree when they hold the opposite for long enough, and it is told once, with both reasons', async () => {
    const { compare, pass } = lab();
    const own = found(member('web/a'));
    expect((await compare({ health: own, haproxy: found(running(), server('admin:web/a')) })).agreements).toEqual([
      'admin:web/a agrees',
    ]);
    const haproxy = found(running(), server('admin:web/a', DOWN));
    expect((await compare({ health: own, haproxy })).agreements).toEqual(['admin:web/a agrees']);
    pass(14.9);
    expect((await compare({ health: own, haproxy })).events).toEqual([]);
    pass(0.1);
    const told = await compare({ health: own, haproxy });
    expect(told.events).toEqual([
      'warning: web/a haproxy admin:web/a: our check says up (ACTIVE), haproxy says down (DOWN L4CON): a member that works is left out',
    ]);
    pass(10);
    const later = await compare({ health: own, haproxy });
    expect(later.events).toEqual([]);
    const points = later
      .families()
      .map(({ definition, points }) => [definition.name, points.map(({ labels, value }) => [...labels, value])]);
    expect(points).toEqual([
      [
        'netsteward_lb_agreement_members',
        [
          ['haproxy', 'agrees', 0],
          ['haproxy', 'disagrees', 1],
          ['haproxy', 'unknown', 0],
        ],
      ],
      ['netsteward_lb_agreement_disagreement_seconds', [['web', 'web/a', 'haproxy', 'admin:web/a', 'up', 'down', 25]]],
    ]);
    expect((await compare({ health: own, haproxy: found(running(), server('admin:web/a')) })).events).toEqual([
      'notice: web/a haproxy admin:web/a: both hold it for up again',
    ]);
  });

  it('do not disagree when one of them is only slower', async () => {
    const { compare, pass } = lab();
    const down = found(member('web/a', { state: 'INACTIVE', reason: 'refused' }));
    const both = [found(running(), server('admin:web/a')), found(running(), server('admin:web/a', DOWN))];
    for (const haproxy of [...both, ...both]) {
      for (const health of [found(member('web/a')), down]) {
        pass(7);
        expect((await compare({ health, haproxy: haproxy ?? absent })).events).toEqual([]);
      }
    }
  });

  it('disagree when clients are sent to a member that fails, also where the balancer does not check', async () => {
    const { compare } = lab(0);
    const health = found(member('web/a', { state: 'INACTIVE', reason: 'timeout' }));
    const haproxy = found(running(), server('admin:web/a', { status: 'NO_CHECK', check_status: null }));
    expect((await compare({ health, haproxy })).agreements).toEqual(['admin:web/a disagrees']);
    const ipvs = found(destination('TCP 203.0.113.1:80'));
    const told = await compare({ health, ipvs });
    expect(told.events).toEqual(['notice: web/a haproxy admin:web/a: no longer compared']);
    expect(told.agreements).toEqual(['TCP 203.0.113.1:80 192.0.2.1:80 disagrees']);
  });

  it('can not be compared where a side does not know, was told what to do, or could not be read', async () => {
    const up = server('admin:web/a');
    const inactive = member('web/a', { state: 'INACTIVE' });
    const cases: readonly (readonly [Finding, Finding])[] = [
      ...['UNKNOWN', 'DRAIN', 'MAINT'].map(
        (state) => [found(member('web/a', { state })), found(running(), up)] as const,
      ),
      ...['MAINT', 'DRAIN', 'NOLB', null].map(
        (status) => [found(inactive), found(running(), server('admin:web/a', { status }))] as const,
      ),
      [found(inactive), found(running('silent'), up)],
      [found(inactive), found(running('gone'), up)],
    ];
    for (const [health, haproxy] of cases) {
      expect((await lab(0).compare({ health, haproxy })).agreements).toEqual(['admin:web/a unknown']);
    }
    const { compare } = lab(0);
    const both = { health: found(inactive), haproxy: found(running(), up) };
    expect((await compare(both)).agreements).toEqual(['admin:web/a disagrees']);
    expect((await compare({ ...both, haproxy: failed })).events).toEqual([
      'notice: web/a haproxy admin:web/a: can not be compared any more',
    ]);
    expect((await compare({ ...both, health: failed })).agreements).toEqual(['admin:web/a unknown']);
    expect((await compare({ health: failed, haproxy: failed })).agreements).toEqual(['admin:web/a unknown']);
    const again = await compare(both);
    expect(again.agreements).toEqual(['admin:web/a disagrees']);
  });

  it('begin to count anew after a time in which it could not be told', async () => {
    const { compare, pass } = lab();
    const both = {
      health: found(member('web/a', { state: 'INACTIVE' })),
      haproxy: found(running(), server('admin:web/a')),
    };
    await compare(both);
    pass(10);
    await compare({ ...both, haproxy: failed });
    pass(10);
    await compare(both);
    pass(10);
    expect((await compare(both)).agreements).toEqual(['admin:web/a unknown']);
    pass(5);
    expect((await compare(both)).agreements).toEqual(['admin:web/a disagrees']);
  });

  it('mean the same server by its address and port, and by the pool where several backends have it', async () => {
    const { compare } = lab();
    const haproxy = found(
      running(),
      server('admin:web/a'),
      server('admin:api/a'),
      server('admin:other/b', { port: 81 }),
      server('admin:six/c', { address: '2001:db8::1' }),
      server('admin:sock/d', { address: null, port: null }),
    );
    const ipvs = found(destination('FWM 7', { port: 0 }));
    const health = found(
      member('web/a'),
      member('six/c', { address: '2001:DB8:0:0::1' }),
      member('third/x', { port: 82 }),
      member('named/y', { address: 'www.example' }),
    );
    expect((await compare({ health, haproxy })).agreements).toEqual(['admin:web/a agrees', 'admin:six/c agrees']);
    const elsewhere = found(member('pool/a'));
    expect((await compare({ health: elsewhere, haproxy })).agreements).toEqual([
      'admin:web/a agrees',
      'admin:api/a agrees',
    ]);
    expect((await compare({ health, ipvs })).agreements).toEqual([
      'FWM 7 192.0.2.1:80 agrees',
      'FWM 7 192.0.2.1:80 agrees',
    ]);
  });

  it('take a destination that left a service which is still there for down', async () => {
    const { compare } = lab(0);
    const service: State = { kind: 'service', subject: 'TCP 203.0.113.1:80', fields: {} };
    const health = found(member('web/a'));
    await compare({ health, ipvs: found(service, destination('TCP 203.0.113.1:80')) });
    expect((await compare({ health, ipvs: found(service) })).events).toEqual([
      'warning: web/a ipvs TCP 203.0.113.1:80 192.0.2.1:80: our check says up (ACTIVE), ipvs says down (taken out): a member that works is left out',
    ]);
    const inactive = found(member('web/a', { state: 'INACTIVE' }));
    expect((await compare({ health: inactive, ipvs: found(service) })).agreements).toEqual([
      'TCP 203.0.113.1:80 192.0.2.1:80 agrees',
    ]);
    expect((await compare({ health, ipvs: found() })).agreements).toEqual([]);
  });

  it('are compared with weight 0 as down', async () => {
    const told = await lab(0).compare({
      health: found(member('web/a')),
      ipvs: found(destination('TCP 203.0.113.1:80', { usable: false })),
    });
    expect(told.agreements).toEqual(['TCP 203.0.113.1:80 192.0.2.1:80 disagrees']);
  });

  it('are absent without members, without balancers, and without either', async () => {
    const haproxy = found(running(), server('admin:web/a'));
    for (const others of [
      {},
      { haproxy },
      { health: absent, haproxy },
      { health: found(member('web/a')), haproxy: absent },
    ]) {
      expect((await lab().compare(others)).outcome).toBe('absent');
    }
  });
});

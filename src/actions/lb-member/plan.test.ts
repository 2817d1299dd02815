import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openStep } from '../../remediation/steps/catalogue.ts';
import { isRefusal, type PastDeed, type Plan } from '../action.ts';
import type { HaproxyPlace, IpvsPlace, MemberEvidence } from './evidence.ts';
import { action } from './index.ts';
import { judge } from './judge.ts';
import { plan } from './plan.ts';
import { type MemberSettings, memberSettings, minimumOf } from './settings.ts';

const haproxy: HaproxyPlace = {
  balancer: 'haproxy',
  socket: '/run/haproxy/admin.sock',
  pid: 4711,
  throughMaster: false,
  backend: 'web',
  server: 'one',
  admin: 'ready',
  hasAgent: false,
  status: 'UP',
  check: 'L4OK',
  followers: [],
  seen: { chosen: 5, sessions: 6, connectionErrors: 0, responseErrors: 1, serverErrors: 5, answers: 6 },
};
const ipvs: IpvsPlace = {
  balancer: 'ipvs',
  netns: 'blue',
  service: 'TCP 192.0.2.100:80',
  destination: '192.0.2.1:8080',
  forwarding: 'Masq',
  weight: 3,
  upper: 100,
  lower: 50,
  seen: { active: 0, inactive: 4, moreActive: 0, moreInactive: 4 },
};
const dead: MemberEvidence = {
  own: {
    member: 'web/one',
    state: 'INACTIVE',
    flapping: false,
    results: ['ok', 'timeout', 'wrong-status'],
    last: 'wrong-status',
    stands: 60,
    pool: { enabled: 4, healthy: 3 },
  },
  group: { name: 'admin:web', members: 4, usable: 4 },
  usable: true,
  agreement: 'disagrees',
  watched: 3,
  at: haproxy,
  othersDown: [],
};
const well: MemberEvidence = {
  ...dead,
  own: { ...dead.own, state: 'ACTIVE', results: ['ok', 'ok'], last: 'ok', stands: 600 },
  group: { ...dead.group, usable: 3 },
  usable: false,
  agreement: 'unknown',
  at: { ...haproxy, admin: 'drain', status: 'DRAIN' },
};

const settings = memberSettings.parse({});
const LABELS = { haproxy: { entry: 'admin:web/one' }, ipvs: { entry: 'blue:TCP 192.0.2.100:80 192.0.2.1:8080' } };

function planFor(evidence: MemberEvidence, history: readonly PastDeed[] = [], given: object = {}): Plan | string {
  const { balancer } = evidence.at;
  const target = action.target(new Map([['balancer', balancer], ...Object.entries(LABELS[balancer])]));
  if (isRefusal(target)) throw new Error(target.refused);
  const made = plan({ target, settings: memberSettings.parse(given), evidence, alert: new Map(), now: 0, history });
  return isRefusal(made) ? made.refused : made;
}

function planned(evidence: MemberEvidence, history: readonly PastDeed[] = []): Plan {
  const made = planFor(evidence, history);
  if (typeof made === 'string') throw new Error(made);
  return made;
}

const deedOf = (made: Plan, object: string, outcome = 'done'): PastDeed => ({
  at: 0,
  object,
  outcome,
  settings: made.steps.flatMap((step) => openStep(step).setting ?? []),
  undo: made.undo,
});
const drained = deedOf(planned(dead), 'haproxy admin:web/one');
const own = (changes: Partial<MemberEvidence['own']>): MemberEvidence => ({
  ...dead,
  own: { ...dead.own, ...changes },
});
const at = (changes: Partial<HaproxyPlace>, of = dead): MemberEvidence => ({ ...of, at: { ...haproxy, ...changes } });

describe('a member that is dead to us and alive to its balancer', () => {
  it('is drained, with what takes it back', () => {
    const made = planned(dead);
    expect(made.steps.map((step) => openStep(step).words)).toEqual([
      'set server web/one state drain (is ready) at /run/haproxy/admin.sock',
    ]);
    expect(made.undo.map((step) => openStep(step).words)).toEqual([
      'set server web/one state ready (is drain) at /run/haproxy/admin.sock',
    ]);
    expect(made.summary).toBe(
      'drain for web/one: our check of web/one fails (timeout, wrong-status), haproxy sends clients there',
    );
    expect(made.witness).toEqual({ name: 'counters of haproxy', agrees: true, words: '6 of 7 requests failed there' });
    expect(made.alsoHolds).toEqual(['haproxy admin:web']);
  });

  it('is given the weight 0 in IPVS, and nothing else of it is changed', () => {
    const made = planned({ ...dead, at: ipvs });
    expect([made.steps[0]?.args, made.undo[0]?.args]).toEqual([
      expect.objectContaining({ weight: 0, expected: 3, upper: 100, lower: 50, forwarding: 'Masq', netns: 'blue' }),
      expect.objectContaining({ weight: 3, expected: 0, upper: 100, lower: 50 }),
    ]);
    expect(made.witness.words).toBe('4 connections came and none is established');
  });

  it.each([
    [own({ state: 'UNKNOWN' }), /do not know how web\/one is/],
    [own({ flapping: true }), /comes and goes/],
    [own({ results: ['timeout', 'ok', 'timeout'] }), /1 checks of web\/one in a row have failed, 2 have to/],
    [own({ results: [] }), /0 checks/],
    [own({ last: 'ok' }), /the last check of web\/one ended with ok/],
    [own({ last: 'no-socket' }), /ended with no-socket/],
    [own({ stands: 9 }), /INACTIVE for 9 s, it has to be for 10 s/],
    [own({ stands: null }), /INACTIVE for 0 s/],
    [own({ pool: null }), /not decided/],
    [own({ pool: { enabled: 4, healthy: 0 } }), /all 4 members of its pool fail/],
    [{ ...dead, agreement: 'unknown' }, /not differed for long enough/],
    [{ ...dead, agreement: 'agrees' }, /not differed for long enough/],
    [
      at({ admin: 'drain', status: 'DRAIN' }, { ...dead, usable: false }),
      /gets no new clients as it is \(DRAIN, drain\)/,
    ],
    [at({ admin: 'maint (configuration)' }), /somebody has put web\/one into maint \(configuration\)/],
    [at({ admin: 'drain (tracked server)' }), /that is theirs/],
    [at({ hasAgent: true }), /agent/],
    [{ ...dead, at: { ...ipvs, forwarding: 'Tunnel' } }, /Tunnel/],
    [
      { ...dead, group: { ...dead.group, usable: 2 } },
      /left with 1 of 4 members that get clients; min_active asks for 2/,
    ],
  ] satisfies [MemberEvidence, RegExp][])('is left alone (%#): %s', (evidence, words) => {
    expect(planFor(evidence)).toMatch(words);
  });

  it('has no second witness while its balancer meets nothing but good', () => {
    const seen = { ...haproxy.seen, responseErrors: 0, serverErrors: 0 };
    expect(planned(at({ seen })).witness).toMatchObject({
      agrees: false,
      words: expect.stringContaining('6 requests went well, 0 failed'),
    });
    expect(planned(at({ seen: { ...seen, sessions: 0, answers: 0 } })).witness.words).toMatch(/nobody was sent there/);
    expect(planned(at({ seen: { ...seen, answers: 0 } })).witness).toMatchObject({
      agrees: true,
      words: 'none of 6 requests was answered',
    });
    expect(planned(at({ seen, status: 'UP 1/3' })).witness.agrees).toBe(true);
    // TCP: what HAProxy sees is connections.
    const tcp = { ...seen, answers: null, serverErrors: null, connectionErrors: 4 };
    expect(planned(at({ seen: tcp })).witness.words).toBe('4 of 6 requests failed there');
    const others = planned({ ...at({ seen }), othersDown: ['our check of other/one'] }).witness;
    expect(others).toEqual({
      name: 'others that check it',
      agrees: true,
      words: 'our check of other/one holds it for down',
    });
  });
});

describe('a member that was drained and is well again', () => {
  it('is put back where this action had drained it', () => {
    const made = planned(well, [drained]);
    expect(made.steps.map((step) => openStep(step).words)).toEqual([
      'set server web/one state ready (is drain) at /run/haproxy/admin.sock',
    ]);
    expect(made.witness).toMatchObject({ name: 'check of HAProxy', agrees: true });
    expect(planned(at({ admin: 'drain', status: 'DRAIN', check: 'L7STS' }, well), [drained]).witness.agrees).toBe(
      false,
    );
  });

  it('is drained instead of in maintenance first, and gets its weight back in IPVS', () => {
    const maint = deedOf(planned({ ...dead, at: haproxy }), 'haproxy admin:web/one');
    const history = [{ ...maint, settings: maint.settings.map(({ name }) => ({ name, value: 'maint' })) }];
    expect(planned(at({ admin: 'maint', status: 'MAINT' }, well), history).steps[0]?.args).toMatchObject({
      state: 'drain',
      expected: 'maint',
    });
    const weighed = deedOf(planned({ ...dead, at: ipvs }), `ipvs ${LABELS.ipvs.entry}`);
    const back = planned({ ...well, at: { ...ipvs, weight: 0 } }, [weighed]);
    expect(back.steps[0]?.args).toMatchObject({ weight: 3, expected: 0 });
    const { undo, ...forgotten } = weighed;
    expect(undo).toHaveLength(1);
    expect(planFor({ ...well, at: { ...ipvs, weight: 0 } }, [forgotten])).toMatch(/no longer in the journal/);
  });

  it.each([
    [well, [], /holds nothing back there/],
    [well, [{ ...drained, object: 'haproxy admin:web/two' }], /holds nothing back there/],
    [well, [{ ...drained, outcome: 'undone' }], /holds nothing back there/],
    [
      well,
      [drained, { ...drained, settings: drained.settings.map(({ name }) => ({ name, value: 'ready' })) }],
      /holds nothing/,
    ],
    [at({ admin: 'maint', status: 'MAINT' }, well), [drained], /was left at drain and is maint now: somebody else/],
    [at({ admin: 'ready' }, well), [drained], /is ready now: somebody else/],
    [at({ admin: 'drain', hasAgent: true }, well), [drained], /agent/],
    [{ ...well, own: { ...well.own, stands: 119 } }, [drained], /ACTIVE for 1m59s, it has to be for 2m/],
    [{ ...well, own: { ...well.own, last: 'timeout' } }, [drained], /ended with timeout/],
    [{ ...well, own: { ...well.own, flapping: true } }, [drained], /comes and goes/],
  ] satisfies [MemberEvidence, PastDeed[], RegExp][])('is left alone otherwise (%#)', (evidence, history, words) => {
    expect(planFor(evidence, history)).toMatch(words);
  });

  it('is looked at by the clock as long as this action holds it back', () => {
    const fields = { balancer: 'haproxy', entry: 'admin:web/one', member: 'web/one', own: 'up' };
    const state = { kind: 'member', subject: 'x', fields };
    const snapshot = {
      collector: 'lb-agreement',
      outcome: 'ok' as const,
      problems: [],
      states: new Map([['member/x', state]]),
      occurrences: [],
      readAt: 0,
      polledAt: 0,
      durationSeconds: 0,
      families: () => [],
    };
    const objects = (history: readonly PastDeed[]) => action.objects?.(new Map([['lb-agreement', snapshot]]), history);
    expect(objects([])).toEqual([]);
    expect(objects([{ ...drained, outcome: 'undone' }])).toEqual([]);
    expect(objects([drained])).toEqual([
      new Map([
        ['balancer', 'haproxy'],
        ['entry', 'admin:web/one'],
        ['member', 'web/one'],
      ]),
    ]);
    const back = deedOf(planned(well, [drained]), 'haproxy admin:web/one');
    expect(objects([drained, back])).toEqual([]);
    expect(objects([drained, { ...back, outcome: 'undone' }])).toHaveLength(1);
  });
});

const evidences: fc.Arbitrary<MemberEvidence> = fc
  .record({
    state: fc.constantFrom('ACTIVE', 'INACTIVE', 'UNKNOWN'),
    results: fc.array(fc.constantFrom('ok', 'timeout', 'refused', 'no-socket', 'untrusted'), { maxLength: 10 }),
    last: fc.constantFrom('ok', 'timeout', 'untrusted', null),
    stands: fc.option(fc.nat(1_000)),
    healthy: fc.nat(5),
    members: fc.integer({ min: 1, max: 8 }),
    usable: fc.nat(8),
    isUsable: fc.boolean(),
    agreement: fc.constantFrom('agrees', 'disagrees', 'unknown'),
    admin: fc.constantFrom('ready', 'drain', 'maint', 'maint (configuration)', 'drain (tracked server)'),
    hasAgent: fc.boolean(),
    weight: fc.nat(3),
    isIpvs: fc.boolean(),
  })
  .map((one) => ({
    ...dead,
    own: { ...dead.own, ...one, pool: { enabled: 5, healthy: one.healthy } },
    group: { name: 'admin:web', members: one.members, usable: Math.min(one.usable, one.members) },
    usable: one.isIpvs ? one.weight > 0 : one.isUsable && one.admin === 'ready',
    agreement: one.agreement,
    at: one.isIpvs ? { ...ipvs, weight: one.weight } : { ...haproxy, admin: one.admin, hasAgent: one.hasAgent },
  }));
const minimums = fc.oneof(
  fc.integer({ min: 1, max: 5 }),
  fc.integer({ min: 0, max: 100 }).map((share) => `${share}%`),
);

describe('whatever is seen', () => {
  it('no plan leaves less than the minimum, touches what others have set, or lacks a way back', () => {
    fc.assert(
      fc.property(evidences, minimums, fc.constantFrom([], [drained]), (evidence, minimum, history) => {
        const made = planFor(evidence, history, { min_active: minimum });
        if (typeof made === 'string') return;
        const [step] = made.steps.map(openStep);
        const [undo] = made.undo.map(openStep);
        const now = evidence.at.balancer === 'haproxy' ? evidence.at.admin : String(evidence.at.weight);
        // Back again to what was seen, and only from what the step leaves.
        expect([step?.expected, undo?.setting?.value, undo?.expected]).toEqual([now, now, step?.setting?.value]);
        if (evidence.own.state !== 'INACTIVE') {
          expect(history).toEqual([drained]);
          return;
        }
        const given: MemberSettings = memberSettings.parse({ min_active: minimum });
        const left = evidence.group.usable - (evidence.usable ? 1 : 0);
        expect(left).toBeGreaterThanOrEqual(minimumOf(given, evidence.group.members));
        expect(left).toBeGreaterThanOrEqual(1);
        expect(now).not.toMatch(/drain|maint|^0$/);
      }),
      { numRuns: 2_000 },
    );
  });

  it('nothing is proven while clients go there, or failures come', () => {
    const drain = planned(dead);
    const back = planned(well, [drained]);
    fc.assert(
      fc.property(evidences, fc.nat(5), fc.nat(5), (after, chosen, errors) => {
        if (after.at.balancer !== 'haproxy') return;
        const seen = { ...haproxy.seen, chosen, responseErrors: errors, serverErrors: 0 };
        const look = { ...after, at: { ...after.at, seen } };
        const request = { target: { object: '', labels: new Map() }, settings, before: dead, after: look, seconds: 60 };
        const first = judge({ ...request, plan: drain });
        if (first.effect === 'proven') {
          expect([look.at.admin, look.usable, chosen]).toEqual(['drain', false, 0]);
          expect(look.group.usable).toBeGreaterThanOrEqual(minimumOf(settings, look.group.members));
        }
        const second = judge({ ...request, plan: back });
        if (second.effect !== 'proven') return;
        expect([look.at.admin, look.own.last]).toEqual(['ready', 'ok']);
        expect(look.own.state).not.toBe('INACTIVE');
        expect(errors).toBe(0);
      }),
      { numRuns: 2_000 },
    );
  });
});

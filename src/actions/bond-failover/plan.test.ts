import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bondEvidenceOf, memberEvidence } from '../../../test/support/bond-evidence.ts';
import type { BondEvidence, MemberEvidence } from '../../bonding/evidence.ts';
import { isRefusal, type PastDeed } from '../action.ts';
import { judgeFailover } from './judge.ts';
import { planFailover } from './plan.ts';
import { failoverSettings } from './settings.ts';

const settings = failoverSettings.parse({ error_rate: 1 });
const target = { object: 'bond0', labels: new Map([['bond', 'bond0']]) };
const DEAD = { path: 'dead', path_words: '192.0.2.1 did not answer' } as const;
const UNKNOWN = { path: 'unknown', path_words: 'no targets' } as const;
const NOW = 1_800_000_000_000;
const planned = (evidence: BondEvidence, history: readonly PastDeed[] = []) =>
  planFailover({ target, settings, evidence, history, now: NOW });
const planFor = (...about: Parameters<typeof bondEvidenceOf>) => {
  const plan = planned(bondEvidenceOf(...about));
  if (isRefusal(plan)) throw new Error(plan.refused);
  return plan;
};

describe('a plan', () => {
  it('turns a bond of the kernel, and back', () => {
    const args = { netns: 'blue', bond: 'bond0' };
    expect(planFor({ netns: 'blue' }, DEAD)).toMatchObject({
      summary: 'turn bond0 from e0 to e1',
      steps: [{ kind: 'bonding', args: { ...args, slave: 'e1', expected: 'e0' } }],
      undo: [{ kind: 'bonding', args: { ...args, slave: 'e0', expected: 'e1' } }],
      witness: { agrees: true },
    });
  });

  it('turns a bond of Open vSwitch, and back', () => {
    const socket = '/run/openvswitch/ovs-vswitchd.7.ctl';
    expect(planFor({ source: 'ovs', socket }, DEAD)).toMatchObject({
      steps: [{ kind: 'ovs-bond-active', args: { socket, bond: 'bond0', member: 'e1', expected: 'e0' } }],
      undo: [{ kind: 'ovs-bond-active', args: { socket, bond: 'bond0', member: 'e0', expected: 'e1' } }],
    });
  });

  it.each<[string, Partial<BondEvidence>, Partial<MemberEvidence>, Partial<MemberEvidence>]>([
    ['its mode is balance-xor: only a bond in active-backup is turned', { mode: 'balance-xor' }, DEAD, {}],
    ['no member is active, and the bond itself has to choose one: see which can be used', {}, { active: false }, {}],
    ['the link of e0 is down: the bond turns by itself', {}, { link: 'down' }, {}],
    ['it turned 4m59s ago, and is left alone for 5m after that', { failed_over_ago: 299 }, DEAD, {}],
    ['a failover from e0 would not work: e1: 192.0.2.1 did not answer', {}, DEAD, DEAD],
    [
      'e0 is the primary and primary_reselect is always, so that the bond would go back to it: set it to failure (ip link set bond0 type bond primary_reselect failure)',
      { primary: 'e0', primary_reselect: 'always' },
      DEAD,
      {},
    ],
    [
      'e0 is the preferred member, to which Open vSwitch goes back at once: choose another one or none (ovs-vsctl remove port bond0 other_config bond-primary)',
      { source: 'ovs', primary: 'e0' },
      DEAD,
      {},
    ],
  ])('is refused: %s', (refused, bond, active, standby) => {
    expect(planned(bondEvidenceOf(bond, active, standby))).toEqual({ refused });
  });

  it('is refused soon after a failover that the agent made before it was started anew', () => {
    const deed = (seconds: number, object = 'bond0') => ({
      at: NOW - seconds * 1000,
      object,
      outcome: 'done',
      settings: [],
      undo: [],
    });
    const evidence = bondEvidenceOf({}, DEAD);
    expect(planned(evidence, [deed(900), deed(100)])).toEqual({
      refused: 'it turned 1m40s ago, and is left alone for 5m after that',
    });
    expect(planned(evidence, [deed(900), deed(100, 'bond1')])).toHaveProperty('steps');
  });

  it('is made where the primary is another, or is not gone back to', () => {
    for (const primary_reselect of ['failure', 'better']) {
      expect(planFor({ primary: 'e0', primary_reselect }, DEAD).steps).toHaveLength(1);
    }
    expect(planFor({ primary: 'e1', primary_reselect: 'always' }, DEAD).steps).toHaveLength(1);
    expect(planFor({ failed_over_ago: 300 }, DEAD).steps).toHaveLength(1);
  });
});

describe('the witness', () => {
  it.each<[boolean, Partial<MemberEvidence>, Partial<MemberEvidence>, string]>([
    [true, DEAD, {}, 'behind e0 192.0.2.1 did not answer, behind e1 192.0.2.1 answers'],
    [false, DEAD, UNKNOWN, 'behind e1 nobody could be asked: no targets'],
    [true, { errors_per_second: 25 }, {}, 'e0 has 25 errors a second, e1 0.0'],
    [true, { ...UNKNOWN, errors_per_second: 1 }, UNKNOWN, 'e0 has 1.0 errors a second'],
    [true, { lacp: 'defaulted' }, { lacp: 'current' }, 'e0 does not hear its LACP partner (defaulted), e1 does'],
    [false, {}, {}, 'e0 does not fail: path alive (192.0.2.1 answers), 0.0 errors a second'],
    [false, UNKNOWN, {}, 'e0 does not fail: path unknown'],
  ])('agrees (%s): %o beside %o', (agrees, active, standby, words) => {
    expect(planFor({}, active, standby).witness).toMatchObject({ agrees, words: expect.stringContaining(words) });
  });
});

describe('judgement', () => {
  const before = bondEvidenceOf({}, DEAD);
  const turned = (now: Partial<MemberEvidence> = {}, old: Partial<MemberEvidence> = DEAD) =>
    bondEvidenceOf({ active: 'e1' }, { ...old, active: false }, { ...now, active: true });
  const judged = (after: BondEvidence, seconds = 1, earlier = before) =>
    judgeFailover({ settings, plan: planFor({}, DEAD), before: earlier, after, seconds });

  it.each<[string, BondEvidence, number]>([
    ['proven', turned(), 0.2],
    ['worse', bondEvidenceOf({}, DEAD), 1],
    ['worse', bondEvidenceOf({ active: null }, { active: false }, { active: false }), 1],
    ['worse', turned({ link: 'failing' }), 1],
    ['waiting', turned(DEAD), 1],
    ['worse', turned(DEAD), 3],
    ['waiting', turned(UNKNOWN), 1],
    ['proven', turned(UNKNOWN), 5],
    ['worse', turned({ errors: 100 }), 10],
    ['worse', turned({ errors_per_second: 3 }), 10],
  ])('is %s', (effect, after, seconds) => {
    expect(judged(after, seconds)).toMatchObject({ effect });
  });

  it('waits while the new member has fewer errors than the old one had', () => {
    const failing = bondEvidenceOf({}, { errors_per_second: 50 });
    expect(judged(turned({ errors_per_second: 3 }), 1, failing)).toMatchObject({ effect: 'waiting' });
    expect(judged(turned({ errors_per_second: 60 }), 1, failing)).toMatchObject({ effect: 'worse' });
  });

  it('is never proven while the path is dead, errors rise, or another member is active', () => {
    const member = fc.record({
      link: fc.constantFrom('up', 'down', 'waiting', 'failing', 'unknown'),
      errors: fc.option(fc.nat(1000)),
      errors_per_second: fc.option(fc.double({ min: 0, max: 100, noNaN: true })),
      path: fc.constantFrom('alive', 'dead', 'unknown'),
    });
    fc.assert(
      fc.property(
        member,
        fc.constantFrom('e0', 'e1', 'e2'),
        fc.double({ min: 0, max: 60, noNaN: true }),
        (now, active, seconds) => {
          const members = ['e0', 'e1', 'e2'].map((name) =>
            memberEvidence({ name, active: name === active, ...(name === active ? now : {}) }),
          );
          const { effect } = judged(bondEvidenceOf({ active, members }), seconds);
          if (effect !== 'proven') return;
          expect([active, now.link]).toEqual(['e1', 'up']);
          expect(now.path).not.toBe('dead');
          expect(now.errors_per_second ?? 0).toBeLessThan(settings.error_rate);
          if (seconds > 0) expect((now.errors ?? 0) / seconds).toBeLessThan(settings.error_rate);
        },
      ),
    );
  });
});

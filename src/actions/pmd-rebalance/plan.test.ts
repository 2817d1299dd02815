import { describe, expect, it } from 'vitest';
import { pmdEvidence, pmdWith } from '../../../test/support/pmd-evidence.ts';
import { openStep } from '../../remediation/steps/catalogue.ts';
import { isRefusal } from '../action.ts';
import type { PmdRebalanceEvidence } from './evidence.ts';
import { planRebalance } from './plan.ts';
import { pmdRebalanceSettings } from './settings.ts';

function planFor(
  evidence: PmdRebalanceEvidence,
  labels: Readonly<Record<string, string>> = { node: '0', core: '1' },
  settings: object = {},
) {
  return planRebalance({
    target: { object: 'pmds', labels: new Map(Object.entries(labels)) },
    settings: pmdRebalanceSettings.parse(settings),
    evidence,
    alert: new Map(),
    now: 0,
    history: [],
  });
}

const full = pmdWith(1, 0.98, { 'a/0': 0.5, 'b/0': 0.45 });
const idle = pmdWith(2, 0.02, { 'c/0': 0.01 });

describe('an overloaded PMD beside an idle one', () => {
  it('has the queues given out anew', () => {
    const plan = planFor(pmdEvidence([full, idle]));
    if (isRefusal(plan)) throw new Error(plan.refused);
    expect(plan.summary).toContain('core 1 is 98 % busy and core 2 2 %');
    expect(plan.summary).toContain('would then be 50 % of a core at most');
    expect(plan.undo).toEqual([]);
    expect(plan.irreversible).toContain('not bring back where they were');
    expect(plan.witness).toMatchObject({ name: 'pmd-rxq-show', agrees: true });
    const [step] = plan.steps.map(openStep);
    expect(step?.words).toBe('ovs-appctl -t /run/openvswitch/ovs-vswitchd.4711.ctl dpif-netdev/pmd-rxq-rebalance');
    expect(step?.expected).toBe('0123456789abcdef');
  });

  it('is found without being named', () => {
    expect(isRefusal(planFor(pmdEvidence([pmdWith(9, 0.5, {}, { node: 1 }), full, idle]), {}))).toBe(false);
  });

  it('is not believed where Open vSwitch itself has counted otherwise', () => {
    const quiet = pmdWith(1, 0.98, { 'a/0': 0.02, 'b/0': 0.02 });
    const plan = planFor(pmdEvidence([quiet, pmdWith(2, 0.02, { 'c/0': 0.03 })]), {}, { improvement: 0 });
    if (isRefusal(plan)) throw new Error(plan.refused);
    expect(plan.witness).toMatchObject({ agrees: false, words: expect.stringContaining('took 4 % of it') });
  });
});

it.each<[string, PmdRebalanceEvidence, RegExp, Readonly<Record<string, string>>?]>([
  ['is done by the switch itself', pmdEvidence([full, idle], { auto: true }), /by itself.*pmd-auto-lb/],
  ['would not go by load', pmdEvidence([full, idle], { assignment: 'roundrobin' }), /pmd-rxq-assign is roundrobin/],
  [
    'is not measured yet',
    pmdEvidence([pmdWith(1, 1, { 'a/0': null }), idle]),
    /not measured yet what queue a\/0 takes/,
  ],
  ['concerns a PMD that is gone', pmdEvidence([full, idle]), /no such PMD/, { core: '7' }],
  ['concerns a node that is not there', pmdEvidence([full, idle]), /no such PMD or NUMA node/, { node: '3' }],
  ['has counters that were cleared', pmdEvidence([full, pmdWith(2, null, {})]), /could not be measured/],
  ['has one PMD on the node', pmdEvidence([full, { ...idle, node: 1 }]), /has 1 PMD .* none to move them to/],
  ['is over', pmdEvidence([{ ...full, busy: 0.6 }, idle]), /overloaded now: the busiest is core 1 with 60 %/],
  ['has no PMD with room', pmdEvidence([full, { ...idle, busy: 0.8 }]), /all PMDs .* core 2 with 80 %.*pmd-cpu-mask/],
  [
    'is about an isolated PMD',
    pmdEvidence([pmdWith(1, 1, { 'a/0!': 1 }, { isolated: true }), idle, pmdWith(3, 0.1, {})]),
    /core 1 is 100 % busy with queues that are pinned/,
  ],
  ['has pinned queues only', pmdEvidence([pmdWith(1, 1, { 'a/0!': 0.9 }), idle]), /all queues of core 1 are pinned/],
  [
    'has one queue that is too large',
    pmdEvidence([pmdWith(1, 1, { 'a/0': 0.95, 'b/0': 0.01 }), idle]),
    /queue a\/0 alone keeps core 1 busy.*n_rxq/,
  ],
  [
    'would change too little',
    pmdEvidence([pmdWith(1, 0.99, { 'a/0': 0.5, 'b/0': 0.5 }), pmdWith(2, 0.4, { 'c/0': 0.4 })], { improvement: 0.99 }),
    /change too little: the variance would fall by \d+ %, and 99 % are wanted/,
  ],
  [
    'would overload another node',
    pmdEvidence(
      [
        full,
        idle,
        pmdWith(8, 0.6, { 'x/0': 0.5, 'z/0': 0.5, 'u/0': 0 }, { node: 1, isolated: false }),
        pmdWith(9, 0.6, { 'y/0!': 0.6 }, { node: 1 }),
      ],
      { assignment: 'cycles' },
    ),
    /NUMA node 1 would have an overloaded PMD then/,
  ],
])('queues stay where they are when it %s', (_, evidence, words, labels) => {
  const plan = planFor(evidence, labels);
  expect(isRefusal(plan) ? plan.refused : plan.summary).toMatch(words);
  expect(isRefusal(plan)).toBe(true);
});

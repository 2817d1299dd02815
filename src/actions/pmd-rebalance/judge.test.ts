import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pmdEvidence, pmdWith } from '../../../test/support/pmd-evidence.ts';
import type { PmdRebalanceEvidence } from './evidence.ts';
import { judgeRebalance } from './judge.ts';
import { spreadOf } from './node-of.ts';
import { pmdRebalanceSettings } from './settings.ts';

const before = pmdEvidence([pmdWith(1, 0.98, { 'a/0': 0.5, 'b/0': 0.45 }), pmdWith(2, 0.02, {})]);
const moved = { places: 'fedcba9876543210' };
const better = pmdEvidence([pmdWith(1, 0.52, {}), pmdWith(2, 0.5, {})], moved);

function judged(after: PmdRebalanceEvidence, seconds = 30, earlier = before) {
  return judgeRebalance({
    target: { object: 'pmds', labels: new Map([['core', '1']]) },
    settings: pmdRebalanceSettings.parse({}),
    plan: {
      summary: '',
      steps: [],
      expects: '',
      undo: [],
      witness: { name: '', agrees: true, words: '' },
    },
    before: earlier,
    after,
    seconds,
  });
}

describe('the effect', () => {
  it('is proven when the load is spread evenly', () => {
    expect(judged(better)).toEqual({
      effect: 'proven',
      words: 'the variance fell by 100 %; NUMA node 0: core 1 98 %, core 2 2 % before, core 1 52 %, core 2 50 % now',
    });
  });

  it('is not asked for before it has settled, and longer where only the last minute is known', () => {
    expect(judged(better, 12)).toMatchObject({ effect: 'waiting', words: expect.stringContaining('13 s') });
    expect(judged({ ...better, by: 'queues' }, 60)).toMatchObject({ effect: 'waiting' });
    expect(judged({ ...better, by: 'queues' }, 74)).toMatchObject({ effect: 'proven' });
  });

  it.each<[string, PmdRebalanceEvidence, RegExp]>([
    ['no queue was moved', { ...better, places: before.places }, /no queue was moved/],
    [
      'the load has gone',
      pmdEvidence([pmdWith(1, 0.1, {}), pmdWith(2, 0.1, {})], moved),
      /the load itself is gone, so nothing is proven/,
    ],
    ['it is much as before', pmdEvidence([pmdWith(1, 0.97, {}), pmdWith(2, 0.04, {})], moved), /fell by 6 %/],
    ['nothing was measured', pmdEvidence([pmdWith(1, null, {}), pmdWith(2, 0.5, {})], moved), /could not be measured/],
  ])('is waited for when %s', (_, after, words) => {
    expect(judged(after)).toMatchObject({ effect: 'waiting', words: expect.stringMatching(words) });
  });

  it.each<[string, PmdRebalanceEvidence, RegExp]>([
    ['a PMD is gone', pmdEvidence([pmdWith(1, 0.5, {})], moved), /the PMD on core 2 is gone/],
    ['a queue is polled no more', { ...better, unpolled: 1 }, /1 queues are polled by no PMD, 0 before/],
    ['a queue crosses nodes', { ...better, crossing: 1 }, /another NUMA node than their card's/],
  ])('is worse, and at once, when %s', (_, after, words) => {
    expect(judged(after, 0)).toMatchObject({ effect: 'worse', words: expect.stringMatching(words) });
  });

  it('is worse when the spread has grown', () => {
    const uneven = pmdEvidence([pmdWith(1, 0.6, {}), pmdWith(2, 0.2, {})]);
    expect(judged(pmdEvidence([pmdWith(1, 0.05, {}), pmdWith(2, 1, {})], moved), 30, uneven).effect).toBe('worse');
  });

  it('is worse when a PMD of another node is overloaded instead', () => {
    const other = (busy: number) => pmdWith(9, busy, {}, { node: 1 });
    const earlier = pmdEvidence([...before.pmds, other(0.3)]);
    expect(judged(pmdEvidence([...better.pmds, other(0.99)], moved), 30, earlier)).toMatchObject({
      effect: 'worse',
      words: 'NUMA node 1 has an overloaded PMD now: core 9 99 %',
    });
  });

  it('is never proven by more spread than before, whatever was measured', () => {
    const shares = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(shares, shares, shares, shares), ([a, b, c, d]) => {
        const earlier = pmdEvidence([pmdWith(1, a, {}), pmdWith(2, b, {})]);
        const after = pmdEvidence([pmdWith(1, c, {}), pmdWith(2, d, {})], moved);
        if (judged(after, 99, earlier).effect !== 'proven') return;
        expect(spreadOf(after.pmds)).toBeLessThan(spreadOf(earlier.pmds));
      }),
    );
  });
});

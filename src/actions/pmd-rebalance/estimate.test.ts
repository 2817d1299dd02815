import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pmdWith } from '../../../test/support/pmd-evidence.ts';
import { estimate, improvementOf } from './estimate.ts';

const thenOf = (...given: Parameters<typeof estimate>) => [...estimate(...given).then.values()];

describe('queues given out by what they took', () => {
  const pmds = [pmdWith(1, 1, { 'a/0': 0.4, 'b/0': 0.3, 'c/0': 0.2, 'd/0': 0.1 }), pmdWith(2, 0, {})];

  it('go to the PMD with the least so far (group)', () => {
    expect(thenOf(pmds, 'group')).toEqual([0.5, 0.5]);
  });

  it('go up and down the row of PMDs (cycles)', () => {
    const three = [...pmds, pmdWith(3, 0, { 'e/0': 0, 'f/0': 0.05 })];
    // a b c | f…d: 0.4+0.05, 0.3+0.05, 0.2+0.1
    expect(thenOf(three, 'cycles').map((load) => Number(load.toFixed(2)))).toEqual([0.4, 0.35, 0.3]);
  });

  it('stay where they are pinned, and isolated PMDs get none', () => {
    const pinned = [
      pmdWith(1, 1, { 'a/0!': 0.6, 'b/0': 0.3 }),
      pmdWith(2, 0, {}),
      pmdWith(3, 0.9, { 'x/0!': 0.9 }, { isolated: true }),
    ];
    expect(estimate(pinned, 'group').then).toEqual(
      new Map([
        [1, 0.6],
        [2, 0.3],
      ]),
    );
  });

  it('that took nothing go where there are fewest', () => {
    const quiet = [pmdWith(1, 1, { 'a/0': 0, 'b/0': 0, 'c/0': 0 }), pmdWith(2, 0, {})];
    expect(estimate(quiet, 'group').improvement).toBe(0);
  });
});

const queues = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}\/\d!?$/), fc.double({ min: 0, max: 1, noNaN: true }), {
  maxKeys: 6,
});
const some = fc
  .array(fc.tuple(queues, fc.boolean()), { minLength: 1, maxLength: 6 })
  .map((all) => all.map(([usages, isolated], core) => pmdWith(core, null, usages, { isolated })));
const total = (loads: ReadonlyMap<number, number>) => [...loads.values()].reduce((sum, load) => sum + load, 0);

describe('whatever queues there are', () => {
  it.each(['cycles', 'group'] as const)(
    '%s loses none of the load, and gains between nothing and all',
    (assignment) => {
      fc.assert(
        fc.property(some, (pmds) => {
          const { now, then, improvement } = estimate(pmds, assignment);
          expect([...then.keys()]).toEqual([...now.keys()]);
          expect(total(then)).toBeCloseTo(total(now), 9);
          expect(improvement >= 0 && improvement <= 1).toBe(true);
        }),
      );
    },
  );

  it('group leaves no PMD with more than the mean and one queue, where none is pinned', () => {
    fc.assert(
      fc.property(some, (given) => {
        const pmds = given.map((pmd) => ({ ...pmd, queues: pmd.queues.map((queue) => ({ ...queue, pinned: false })) }));
        const { then } = estimate(pmds, 'group');
        const open = pmds.filter(({ isolated }) => !isolated);
        const largest = Math.max(0, ...open.flatMap(({ queues: all }) => all.map(({ usage }) => usage ?? 0)));
        const mean = then.size === 0 ? 0 : total(then) / then.size;
        expect(Math.max(0, ...then.values())).toBeLessThanOrEqual(mean + largest + 1e-9);
      }),
    );
  });

  it('more spread is never an improvement', () => {
    expect(improvementOf([0.5, 0.5], [1, 0])).toBe(0);
    expect(improvementOf([1, 0], [0.5, 0.5])).toBe(1);
    expect(improvementOf([], [])).toBe(0);
  });
});

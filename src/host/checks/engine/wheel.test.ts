import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWheel, type Wheel } from './wheel.ts';

type Step = { readonly set: number; readonly after: number } | { readonly clear: number } | { readonly pass: number };

const id = fc.integer({ min: 0, max: 40 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ set: id, after: fc.double({ min: -50, max: 60_000, noNaN: true }) }),
  fc.record({ clear: id }),
  fc.record({ pass: fc.double({ min: 0, max: 45_000, noNaN: true }) }),
);

/** A wheel, and when each of its timers is due in truth. */
type Both = { readonly wheel: Wheel; readonly due: Map<number, number>; now: number };

/** Does the same to both, and compares what fires. */
function take(both: Both, one: Step): void {
  const { wheel, due } = both;
  if ('set' in one) {
    wheel.set(one.set, both.now + one.after);
    due.set(one.set, both.now + one.after);
  } else if ('clear' in one) {
    wheel.clear(one.clear);
    due.delete(one.clear);
  } else {
    both.now += one.pass;
    const fired: number[] = [];
    wheel.advance(both.now, (which) => fired.push(which));
    const expected = [...due].filter(([, time]) => time <= both.now).map(([which]) => which);
    expect(fired.toSorted((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b));
    for (const which of expected) due.delete(which);
  }
}

describe('a timing wheel', () => {
  it('fires each timer at the first look after it is due, and no other', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.double({ min: 0, max: 1e9, noNaN: true }), (steps, start) => {
        const both = { wheel: createWheel(start), due: new Map<number, number>(), now: start };
        for (const one of steps) {
          take(both, one);
          const next = both.wheel.next() ?? Number.POSITIVE_INFINITY;
          expect(next).toBeLessThanOrEqual(Math.min(...both.due.values()));
          expect(both.wheel.next() === undefined).toBe(both.due.size === 0);
        }
      }),
    );
  });

  it('says exactly when the next one is due, within the 20 seconds of a turn', () => {
    const wheel = createWheel(1000);
    wheel.set(3, 21_007.25);
    wheel.set(4, 19_000.5);
    expect(wheel.next()).toBe(19_000.5);
    wheel.clear(4);
    expect(wheel.next()).toBe(21_007.25);
  });

  it('does not fire what another one that fires clears or moves', () => {
    const wheel = createWheel(0);
    for (const which of [1, 2, 3]) wheel.set(which, 10);
    const fired: number[] = [];
    wheel.advance(10, (which) => {
      fired.push(which);
      for (const other of [1, 2, 3].filter((one) => one !== which)) {
        if (other === 2) wheel.set(other, 20);
        else wheel.clear(other);
      }
      wheel.set(2, 20);
    });
    expect(fired).toHaveLength(1);
    const later: number[] = [];
    wheel.advance(20, (which) => later.push(which));
    expect(later).toEqual([2]);
  });

  it('keeps what is set while it fires for the next time', () => {
    const wheel = createWheel(0);
    wheel.set(0, 1);
    let fired = 0;
    wheel.advance(5, () => {
      fired += 1;
      wheel.set(0, 1);
    });
    expect(fired).toBe(1);
    wheel.advance(5, () => {
      fired += 1;
    });
    expect(fired).toBe(2);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckedState, CheckVerdict } from '../../checks.ts';
import { afterCheck, type Standing, type Thresholds, unknownStanding } from './standing.ts';

const verdict = fc.constantFrom<CheckVerdict>('pass', 'fail', 'none');
const heard = fc.constantFrom<CheckVerdict>('pass', 'fail');
const thresholds = fc.record({ rise: fc.integer({ min: 1, max: 6 }), fall: fc.integer({ min: 1, max: 6 }) });

const standingAfter = (verdicts: readonly CheckVerdict[], limits: Thresholds, from: Standing = unknownStanding) =>
  verdicts.reduce((standing, one) => afterCheck(standing, one, limits), from);
const times = (count: number, one: CheckVerdict): CheckVerdict[] => Array.from({ length: count }, () => one);

/** Whether the verdicts end with what this state takes. */
function rowThatMakes(state: CheckedState, verdicts: readonly CheckVerdict[], { rise, fall }: Thresholds): boolean {
  if (state === 'UNKNOWN') return verdicts.slice(-fall).every((one) => one === 'none');
  const [needed, wanted] = state === 'ACTIVE' ? [rise, 'pass'] : [fall, 'fail'];
  const row = verdicts.filter((one) => one !== 'none').slice(-needed);
  return row.length === needed && row.every((one) => one === wanted);
}

describe('the standing of a member', () => {
  it('is ACTIVE after `rise` passes and INACTIVE after `fall` failures, whatever came before', () => {
    fc.assert(
      fc.property(fc.array(verdict), thresholds, (before, limits) => {
        expect(standingAfter([...before, ...times(limits.rise, 'pass')], limits).state).toBe('ACTIVE');
        expect(standingAfter([...before, ...times(limits.fall, 'fail')], limits).state).toBe('INACTIVE');
      }),
    );
  });

  it('changes only with a row of verdicts that is long enough', () => {
    fc.assert(
      fc.property(fc.array(verdict, { maxLength: 60 }), thresholds, (verdicts, limits) => {
        let standing = unknownStanding;
        for (const [index, one] of verdicts.entries()) {
          const next = afterCheck(standing, one, limits);
          const soFar = verdicts.slice(0, index + 1);
          if (next.state !== standing.state) expect(rowThatMakes(next.state, soFar, limits)).toBe(true);
          standing = next;
        }
      }),
    );
  });

  it('says how many verdicts in a row speak against it', () => {
    fc.assert(
      fc.property(fc.array(heard), thresholds, (verdicts, limits) => {
        const { state, against } = standingAfter(verdicts, limits);
        const confirming = state === 'ACTIVE' ? 'pass' : 'fail';
        const last = verdicts.at(-1);
        const row = verdicts.length - 1 - verdicts.findLastIndex((one) => one !== last);
        if (state === 'UNKNOWN') expect(against).toBe(verdicts.length === 0 ? 0 : row);
        else expect(against).toBe(last === confirming ? 0 : row);
      }),
    );
  });

  it('is not touched by fewer checks without a verdict than it takes to fall', () => {
    fc.assert(
      fc.property(fc.array(heard), thresholds, fc.integer({ min: 1, max: 5 }), (verdicts, limits, silent) => {
        const nones = Math.min(silent, limits.fall - 1);
        const plain = standingAfter(verdicts, limits);
        const spread = verdicts.flatMap((one) => [...times(nones, 'none'), one]);
        expect(standingAfter(spread, limits)).toEqual(plain);
      }),
    );
  });

  it('is UNKNOWN when nothing was heard for `fall` checks, and decided anew from there', () => {
    const limits = { rise: 2, fall: 3 };
    const active = standingAfter(['pass', 'pass'], limits);
    expect(standingAfter(['none', 'none'], limits, active).state).toBe('ACTIVE');
    const lost = standingAfter(['none', 'none', 'none'], limits, active);
    expect(lost.state).toBe('UNKNOWN');
    expect(standingAfter(['pass'], limits, lost).state).toBe('UNKNOWN');
    expect(standingAfter(['pass', 'pass'], limits, lost).state).toBe('ACTIVE');
    expect(standingAfter(['fail', 'fail', 'pass', 'fail'], limits, lost).state).toBe('UNKNOWN');
  });
});

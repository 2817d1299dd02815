import { describe, expect, it } from 'vitest';
import { failureOf } from '../../failure.ts';
import { isFound } from './expression.ts';

const endless = /^(a+)+$/;
const text = `${'a'.repeat(50)}b`;

const found = (expression: RegExp, where: string, now: number) => {
  try {
    return { found: isFound(expression, where, now) };
  } catch (error) {
    return failureOf(error);
  }
};

describe('an expression', () => {
  it('is found, or not', () => {
    expect(isFound(/status: (ok|fine)/, '{ status: fine }')).toBe(true);
    expect(isFound(/^fine/, '{ status: fine }')).toBe(false);
    expect(isFound(/^$/, '')).toBe(true);
  });

  it('that would go on for ever is stopped, not tried for long, and tried again later', () => {
    const now = performance.now();
    const outcomes = Array.from({ length: 10 }, () => found(endless, text, now));
    const stop = { reason: 'wrong-body', detail: 'no match within 100 ms' };
    // As it is on a busy machine.
    const busy = { reason: 'untrusted', detail: 'no time to look' };
    for (const outcome of outcomes.slice(0, 5)) expect([stop, busy]).toContainEqual(outcome);
    const tired = { reason: 'untrusted', detail: 'the expression takes too long too often' };
    expect(outcomes.slice(5)).toEqual(Array(5).fill(tired));
    expect(found(endless, 'aaa', now)).toEqual(tired);
    // Others are not in its place.
    expect(found(/^a+$/, 'aaa', now)).toEqual({ found: true });
    // A fiftieth of the time is its own.
    expect(found(endless, 'aaa', now + 4000)).toEqual(tired);
    expect(found(endless, 'aaa', now + 10_000)).toEqual({ found: true });
    expect(found(endless, 'aaa', now + 60 * 60 * 1000)).toEqual({ found: true });
  });
});

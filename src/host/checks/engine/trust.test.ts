import { describe, expect, it } from 'vitest';
import { simulatedTarget } from '../../../../test/support/simulated-checks.ts';
import { checkReasons } from '../../checks.ts';
import { believed } from './trust.ts';

const target = simulatedTarget(1, { timeout: 1000 });
const reasonOf = (...args: [reason: (typeof checkReasons)[number], duration: number, lost: number]) =>
  believed(target, { reason: args[0] }, args[1], args[2]).reason;

describe('what is believed of a check', () => {
  it('is everything as long as the agent was there', () => {
    for (const reason of checkReasons) expect(reasonOf(reason, 10, 250)).toBe(reason);
  });

  it('is no failure that an absent agent may have brought about itself', () => {
    const doubted = checkReasons.filter((reason) => reasonOf(reason, 10, 251) !== reason);
    expect(doubted).toEqual([
      ...['timeout', 'reset', 'closed', 'not-resolved', 'tls-failed', 'wrong-status', 'bad-answer'],
    ]);
    for (const reason of doubted) expect(reasonOf(reason, 10, 251)).toBe('untrusted');
    expect(believed(target, { reason: 'closed' }, 10, 400.4).detail).toBe(
      'closed, but the agent was not there for 400 ms',
    );
  });

  it('is no answer that took longer than it may', () => {
    expect(reasonOf('ok', 1000, 0)).toBe('ok');
    expect(reasonOf('ok', 1000.5, 0)).toBe('timeout');
    expect(reasonOf('ok', 1000.5, 900)).toBe('untrusted');
    expect(reasonOf('ok', 900, 900)).toBe('ok');
  });
});

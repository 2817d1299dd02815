import { describe, expect, it } from 'vitest';
import { elapsed } from './packets.ts';

describe('the time that an answer took', () => {
  const sent = { stamp: 1.8e12, now: 1000 };

  it('is what the kernel measured, however late the answer was read', () => {
    expect(elapsed(sent, 1.8e12 + 0.25, 1300)).toBeCloseTo(0.25, 3);
  });

  it.each([
    ['was set forth', 1.8e12 + 3600_000],
    ['was set back', 1.8e12 - 3600_000],
    ['did not stamp it', undefined],
  ])('is the time until it was read when the clock %s', (_what, stamp) => {
    expect(elapsed(sent, stamp, 1300)).toBe(300);
  });
});

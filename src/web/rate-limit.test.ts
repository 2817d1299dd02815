import { describe, expect, it } from 'vitest';
import { createRateLimit } from './rate-limit.ts';

describe('a rate limit', () => {
  it('lets a burst pass, and then one request for each interval', () => {
    let time = 100;
    const { allows } = createRateLimit({ interval: 2, burst: 3 }, () => time);
    expect([allows(), allows(), allows(), allows()]).toEqual([true, true, true, false]);
    time += 1.5;
    expect(allows()).toBe(false);
    time += 0.5;
    expect([allows(), allows()]).toEqual([true, false]);
  });

  it('saves up no more than a burst', () => {
    let time = 0;
    const { allows } = createRateLimit({ interval: 1, burst: 2 }, () => time);
    time += 1_000;
    expect([allows(), allows(), allows()]).toEqual([true, true, false]);
  });
});

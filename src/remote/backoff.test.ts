import { expect, it } from 'vitest';
import { createBackoff } from './backoff.ts';

it('waits double from time to time up to a limit, and shrink by up to half at random', () => {
  const full = createBackoff(100, 1_000, () => 0);
  expect([full.next(), full.next(), full.next(), full.next(), full.next(), full.next()]).toEqual([
    100, 200, 400, 800, 1_000, 1_000,
  ]);
  full.reset();
  expect(full.next()).toBe(100);
  const half = createBackoff(100, 1_000, () => 1);
  expect([half.next(), half.next()]).toEqual([50, 100]);
});

it('waits never overflow', () => {
  const backoff = createBackoff(500, 30_000, () => 0);
  for (let n = 0; n < 5_000; n += 1) backoff.next();
  expect(backoff.next()).toBe(30_000);
});

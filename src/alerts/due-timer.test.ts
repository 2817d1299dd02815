import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createDueTimer } from './due-timer.ts';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

function timer() {
  const told: string[] = [];
  const due = createDueTimer(Date.now, (ids, time) => void told.push(`${[...ids].join()} at ${time}`));
  return { ...due, told };
}

it('tells of each moment once, those that come together together', () => {
  const { set, told } = timer();
  set('a', 5000);
  set('b', 3000);
  set('c', 5000);
  vi.advanceTimersByTime(10_000);
  expect(told).toEqual(['b at 3000', 'a,c at 5000']);
});

it('keeps to the newest word about a rule', () => {
  const { set, told, clear } = timer();
  set('a', 5000);
  set('a', 8000);
  vi.advanceTimersByTime(6000);
  set('a', Number.POSITIVE_INFINITY);
  set('b', 9000);
  clear();
  vi.advanceTimersByTime(10_000);
  expect(told).toEqual([]);
});

it('waits longer than any timer can', () => {
  const { set, told } = timer();
  const month = 30 * 86_400_000;
  set('a', month);
  vi.advanceTimersByTime(month + 10);
  expect(told).toHaveLength(1);
});

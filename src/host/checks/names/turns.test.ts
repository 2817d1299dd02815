import { expect, it } from 'vitest';
import { inTurns } from './turns.ts';

it('at most so many go on at a time, each gets its turn, and one that fails gives its place away', async () => {
  const inTurn = inTurns(2);
  let going = 0;
  let most = 0;
  const work = async (index: number) => {
    going += 1;
    most = Math.max(most, going);
    await Promise.resolve();
    going -= 1;
    if (index % 2 === 0) throw new Error('failed');
    return index;
  };
  const begun = Array.from({ length: 6 }, (_, index) => inTurn(() => work(index)).catch(() => -1));
  expect(await Promise.all(begun)).toEqual([-1, 1, -1, 3, -1, 5]);
  expect(await Promise.all([7, 9, 11].map((index) => inTurn(() => work(index))))).toEqual([7, 9, 11]);
  expect(most).toBe(2);
});

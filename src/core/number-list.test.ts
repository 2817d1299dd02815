import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatNumbers, parseNumberList, parseNumbers } from './number-list.ts';

describe('a list of numbers', () => {
  it('is empty, or has single numbers and ranges', () => {
    expect(parseNumberList('\n', 'f')).toEqual([]);
    expect(parseNumberList('0-3,8\n', 'f')).toEqual([
      { first: 0, last: 3 },
      { first: 8, last: 8 },
    ]);
  });

  it.each(['a', '1,', '3-1', '1-', '-1', '1 2', '0-65536'])('is an error when it is %j', (text) => {
    expect(() => parseNumberList(text, 'f')).toThrow('f:1: expected numbers and ranges such as 1,3-5');
  });

  it('is taken apart into its numbers, each once and in order', () => {
    expect(parseNumbers('8,2-4,3', 'f')).toEqual([2, 3, 4, 8]);
  });

  it('is written so that it is read again as the same numbers', () => {
    expect(formatNumbers([8, 1, 0, 2])).toBe('0-2,8');
    expect(formatNumbers([])).toBe('');
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 300 })), (numbers) => {
        expect(parseNumbers(formatNumbers(numbers), 'f')).toEqual(numbers.toSorted((a, b) => a - b));
      }),
    );
  });
});

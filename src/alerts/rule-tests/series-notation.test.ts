import { describe, expect, it } from 'vitest';
import { stepsOf } from './series-notation.ts';

describe('the values of a series', () => {
  it.each([
    ['1 -2.5 1e3', [1, -2.5, 1000]],
    ['4x2', [4, 4, 4]],
    ['0x2 1', [0, 0, 0, 1]],
    ['1+2x3', [1, 3, 5, 7]],
    ['10-1x2', [10, 9, 8]],
    ['_ _x2 stale', [undefined, undefined, undefined, 'stale']],
  ])('%s are as promtool reads them', (text, steps) => {
    expect(stepsOf(text)).toEqual(steps);
  });

  it.each(['0x1F', '1+x3', 'many'])('%s is refused', (text) => {
    expect(() => stepsOf(text)).toThrow(text);
  });
});

import { describe, expect, it } from 'vitest';
import { compareOutput, withRealIds } from './shown-output.ts';

const none = new Map<string, string>();

describe('what a page shows', () => {
  it.each([
    ['the same', 'a\nb\n', 'a\nb\n'],
    ['other widths', 'a   b', '  a b  '],
    ['anything where it says so', 'read in …, ok', 'read in 12 ms, ok'],
    ['lines left out where it says so', 'a\n…\nc', 'a\nb\nb\nc\nd'],
    ['lines before where it says so', '…\nc', 'a\nb\nc'],
    ['other times', '2026-11-30 03:14:16.431 up', '2031-01-02 23:59:59.001 up'],
    ['other ids', 'a 2ecba738', 'a 00000000'],
    ['signs of patterns', 'a (b) [c] *', 'a (b) [c] *'],
  ])('is %s', (_, shown, written) => {
    expect(compareOutput(shown, written, none)).toHaveProperty('ids');
  });

  it.each([
    ['another word', 'a\nb', 'a\nc', 'b'],
    ['a line between', 'a\nc', 'a\nb\nc', 'c'],
    ['another order', '…\na\n…\nb', 'b\na', 'b'],
    ['nothing', 'a', '', 'a'],
    ['a word in place of an id', 'a 2ecba738', 'a nothing!', 'a 2ecba738'],
    ['more in the line', 'a', 'a b', 'a'],
  ])('is not %s', (_, shown, written, missing) => {
    expect(compareOutput(shown, written, none)).toEqual({ missing });
  });

  it('has the same id for the same id, on the page and in what is typed next', () => {
    const first = compareOutput('made 2ecba738', 'made 11111111', none);
    const ids = 'ids' in first ? first.ids : none;
    expect(withRealIds('show 2ecba738 and 3fcba7e9', ids)).toBe('show 11111111 and 3fcba7e9');
    expect(compareOutput('of 2ecba738', 'of 11111111', ids)).toHaveProperty('ids');
    expect(compareOutput('of 2ecba738', 'of 22222222', ids)).toEqual({ missing: 'of 2ecba738' });
    expect(compareOutput('2ecba738 2ecba738', '11111111 22222222', none)).toHaveProperty('missing');
  });
});

import { describe, expect, it } from 'vitest';
import { wholeMatch } from './regex.ts';

describe('a regular expression of Prometheus', () => {
  it.each([
    ['a|b', 'a', true],
    ['a|b', 'ab', false],
    ['a.c', 'a\nc', true],
    ['(?i)BOND.*', 'bond0', true],
    ['(?i:b)ond', 'Bond', true],
    ['(?i:b)ond', 'BOND', false],
    ['[[:digit:]]+', '42', true],
    ['[^[:space:]]+', 'a b', false],
    ['\\Qa.b\\E.', 'a.bc', true],
    ['\\Qa.b\\E.', 'axbc', false],
    ['\\Qa-b\\E', 'a-b', true],
    ['\\Aabc\\z', 'abc', true],
    ['(?P<name>x)y', 'xy', true],
    ['a\\-b', 'a-b', true],
    ['\\pL+', 'é', true],
    ['\\d{2,3}', '1234', false],
    ['', '', true],
    ['.*', '', true],
  ])('%s fits %j: %s', (pattern, text, fits) => {
    expect(wholeMatch(pattern).test(text)).toBe(fits);
  });

  it.each(['(', 'a{2,1}', '[z-a]', '(a)\\1', '*', '[[:nonsense:]]'])('%s is refused', (pattern) => {
    expect(() => wholeMatch(pattern)).toThrow(SyntaxError);
  });
});

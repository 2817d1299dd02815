import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PromqlError } from './error.ts';
import { parseExpr } from './parse.ts';

function refusal(text: string): string {
  try {
    parseExpr(text);
    return 'taken';
  } catch (error) {
    if (error instanceof PromqlError) return error.message;
    throw error;
  }
}

describe('an expression that can not be evaluated', () => {
  it.each([
    ['rate(x[5m]) > and y', '1:19: did not expect "y" here'],
    ['sum by (a)\n  (x', '2:5: the expression ends too early'],
    ['', '1:1: the expression ends too early'],
    ['x @ 5', '1:1: the @ modifier is not supported'],
    ['rate(x)', '1:6: argument 1 of rate has to be a range vector, found an instant vector'],
    ['1 +\n x[5m]', "2:2: + can't be used on a range vector"],
    ['histogram_fraction(0, 1, x)', '1:1: the function histogram_fraction is not supported'],
    ['mad_over_time(x[5m])', '1:1: the function mad_over_time is not supported'],
    ['limitk(2, x)', '1:1: the aggregation limitk is not supported'],
    ['x[5m:0s]', '1:6: a duration has to be longer than 0'],
    ['x{a=~"("}', '1:6: "(" is not a regular expression: Invalid regular expression: /^(?:()$/su: Unterminated group'],
    ['x{a=~"(a)\\\\1"}', '1:6: "(a)\\\\1" is not a regular expression: back references are not possible: \\1'],
    ['{a=""}', '1:1: a selector needs a name or a matcher that does not fit the empty text'],
    ['x{a="\\q"}', '1:5: "\\q" has a bad escape'],
    ['round(x, 1, 2)', '1:1: round takes 1 to 2 arguments, found 3'],
    ['x and 1', '1:1: and works on instant vectors only'],
    ['1 < 2', '1:1: a comparison of two numbers needs bool'],
    ['x + on (a) group_left (a) y', '1:1: the label a must not stand in both on and group_left'],
    ['x[1m + 1m]', '1:3: expected a duration like 5m or 1h30m, found 1m + 1m'],
  ])('is refused with its place: %j', (text, message) => {
    expect(refusal(text)).toBe(message);
  });

  it('never brings down whoever reads it', () => {
    const piece = fc.constantFrom(
      'x',
      '(',
      ')',
      '[5m]',
      '{a="b"}',
      '+',
      'and',
      'sum',
      'rate',
      ' by (a) ',
      '1',
      '"t"',
      ' ',
      ',',
      'offset 1m',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((parts) => parts.join('')),
        ),
        (text) => {
          expect(typeof refusal(text)).toBe('string');
        },
      ),
      { numRuns: 2000 },
    );
  });
});

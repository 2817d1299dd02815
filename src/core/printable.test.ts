import fc from 'fast-check';
import { expect, it } from 'vitest';
import { printable } from './printable.ts';

it('escapes what would move the cursor, break the line or show letters in another order', () => {
  expect(printable('a\u001b[31m\nb\u0085\u0000')).toBe('a\\x1b[31m\\x0ab\\x85\\x00');
  expect(printable('web/\u202eowt\u2066\u200f\u2028\u2029')).toBe('web/\\u202eowt\\u2066\\u200f\\u2028\\u2029');
});

it('leaves all other text as it is, and its own escapes too', () => {
  expect(printable('Grüße 你好 👩‍🚀 العربية')).toBe('Grüße 你好 👩‍🚀 العربية');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const once = printable(text);
      expect(printable(once)).toBe(once);
      expect(once).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
    }),
  );
});

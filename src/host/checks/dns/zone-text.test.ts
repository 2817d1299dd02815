import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainData } from './zone-text.ts';

describe('data in the notation of zone files', () => {
  it.each([
    ['A', '192.0.2.1', ' 192.0.2.1 '],
    ['AAAA', '2001:db8::1', '2001:DB8:0:0:0:0:0:1'],
    ['CNAME', 'www.example.org', 'WWW.example.org.'],
    ['NS', '.', '.'],
    ['MX', '10 mail.example.org', '10\tMail.Example.org.'],
    ['TXT', '"v=spf1 -all"', 'v=spf1 -all'],
    ['TXT', '"v=spf1 " "-all"', '"v=spf1 -all"'],
    ['TXT', '"say \\"hi\\" \\\\ \\195\\169"', '"say \\034hi\\034 \\092 é"'],
    ['TLSA', '3 1 1 abcdef', '3 1 1 ABC DEF'],
    ['DS', '1 8 2 00ff', '1 8 2 00 FF'],
    ['CAA', '0 issue "ca.example.org"', '0  ISSUE  "ca.example.org"'],
  ])('of type %s: %s is the same as %s', (type, one, other) => {
    expect(plainData(type, one)).toBe(plainData(type, other));
  });

  it.each([
    ['A', '192.0.2.1', '192.0.2.10'],
    ['TXT', '"one two"', '"onetwo"'],
    ['TXT', '"Case"', '"case"'],
    ['MX', '10 a', '1 0a'],
    ['CAA', '0 issue "CA"', '0 issue "ca"'],
    ['AAAA', 'not an address', '::1'],
  ])('of type %s: %s is not %s', (type, one, other) => {
    expect(plainData(type, one)).not.toBe(plainData(type, other));
  });

  it('is read whatever somebody wrote', () => {
    fc.assert(
      fc.property(fc.constantFrom('A', 'AAAA', 'TXT', 'MX', 'TLSA'), fc.string(), (type, text) => {
        expect(plainData(type, text)).toBe(plainData(type, `  ${text}  `));
      }),
    );
  });
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../../core/errors.ts';
import { parseEntrySize } from './slabinfo.ts';

const FILE = 'input.txt';
const folder = fileURLToPath(new URL('fixtures/slabinfo/', import.meta.url));

describe('parsing slabinfo', () => {
  for (const one of readdirSync(folder)) {
    const read = (file: string) => readFileSync(`${folder}${one}/${file}`, 'utf8');
    const attempt = () => ({ size: parseEntrySize(read(FILE), FILE) });
    if (existsSync(`${folder}${one}/error.txt`)) {
      it(`refuses ${one}`, () => {
        expect(attempt).toThrow(ParseError);
        expect(attempt).toThrow(read('error.txt').trim());
      });
    } else {
      it(`understands ${one}`, () => expect(attempt()).toEqual(JSON.parse(read('expected.json'))));
    }
  }

  /** Text that looks like the real thing in most places. */
  const words = ['#', 'name', '<objsize>', 'nf_conntrack', '256', '# name <objsize>', '9'.repeat(400)];
  const nearlyRight = fc
    .array(fc.array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...words) }, fc.string()), { maxLength: 6 }))
    .map((lines) => lines.map((line) => line.join(' ')).join('\n'));

  it('throws nothing but its own error and invents no number', () => {
    fc.assert(
      fc.property(fc.oneof(nearlyRight, fc.string({ unit: 'binary' })), (input) => {
        try {
          const size = parseEntrySize(input, FILE);
          expect(size === undefined || Number.isSafeInteger(size)).toBe(true);
        } catch (error) {
          if (!(error instanceof ParseError)) throw error;
          expect(error.message).toContain(FILE);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

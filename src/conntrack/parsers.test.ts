import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../core/errors.ts';
import { parseStatistics, parseStatisticsCommand, type Statistics } from './statistics.ts';
import { parseQuantity, parseSeconds } from './sysctl.ts';

const FILE = 'input.txt';

/** What a parser gave, as it stands in `expected.json`. */
const plain = ({ entries, sums }: Statistics): unknown => ({ entries, sums: Object.fromEntries(sums) });

const parsers: Readonly<Record<string, (text: string) => unknown>> = {
  statistics: (text) => plain(parseStatistics(text, FILE)),
  'statistics-command': (text) => plain(parseStatisticsCommand(text, FILE)),
};

for (const [name, parse] of Object.entries(parsers)) {
  const folder = fileURLToPath(new URL(`fixtures/${name}/`, import.meta.url));
  describe(`parsing ${name}`, () => {
    for (const one of readdirSync(folder)) {
      const read = (file: string) => readFileSync(`${folder}${one}/${file}`, 'utf8');
      if (existsSync(`${folder}${one}/error.txt`)) {
        it(`refuses ${one}`, () => {
          const attempt = () => parse(read(FILE));
          expect(attempt).toThrow(ParseError);
          expect(attempt).toThrow(read('error.txt').trim());
        });
      } else {
        it(`understands ${one}`, () => {
          expect(parse(read(FILE))).toEqual(JSON.parse(read('expected.json')));
        });
      }
    }
  });
}

describe('parsing numbers of sysctl', () => {
  it('takes the number without its line end', () => {
    expect(parseQuantity('262144\n', FILE)).toBe(262_144);
    expect(parseSeconds('0\n', FILE)).toBe(0);
  });
  it('takes a negative quantity for the unsigned number that the kernel printed as signed', () => {
    expect(parseQuantity('-1\n', FILE)).toBe(4_294_967_295);
  });
  it('refuses what is no number, naming the file', () => {
    for (const text of ['', '\n', 'soon\n', '12 34\n', '0x10\n', '-4294967296\n', '9'.repeat(400)]) {
      expect(() => parseQuantity(text, FILE)).toThrow(/^input\.txt:1: expected /);
    }
  });
});

/** Text that looks like the real thing in most places. */
const nearlyRight = (words: readonly string[]) =>
  fc
    .array(fc.array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...words) }, fc.string()), { maxLength: 6 }))
    .map((lines) => lines.map((line) => line.join(' ')).join('\n'));

describe('the parsers, whatever they are given,', () => {
  const texts = {
    statistics: nearlyRight(['entries', 'drop', 'found', '00000000', '0000001f', 'ffffffff', '']),
    'statistics-command': nearlyRight(['cpu=0', 'cpu=1', 'drop=5', 'entries=9', 'found=4294967295', 'x=1', '']),
  };
  for (const [name, text] of Object.entries(texts)) {
    it(`throw nothing but their own error and invent no number: ${name}`, () => {
      fc.assert(
        fc.property(fc.oneof(text, fc.string({ unit: 'binary' })), (input) => {
          try {
            for (const value of numbersIn(parsers[name]?.(input))) expect(Number.isSafeInteger(value)).toBe(true);
          } catch (error) {
            if (!(error instanceof ParseError)) throw error;
            expect(error.message).toContain(FILE);
          }
        }),
        { numRuns: 2000 },
      );
    });
  }

  it('sum each column as one counter of 32 bits would', () => {
    const counter = fc.nat({ max: 2 ** 32 - 1 });
    fc.assert(
      fc.property(fc.array(fc.tuple(counter, counter), { minLength: 1, maxLength: 300 }), (rows) => {
        const text = `entries  drop found\n${rows.map(([drop, found]) => `0000000a  ${hex(drop)} ${hex(found)}\n`).join('')}`;
        const wrapped = (column: 0 | 1) =>
          Number(rows.reduce((sum, row) => BigInt.asUintN(32, sum + BigInt(row[column])), 0n));
        const { entries, sums } = parseStatistics(text, FILE);
        expect([entries, sums.get('drop'), sums.get('found')]).toEqual([10, wrapped(0), wrapped(1)]);
        const command = rows.map(([drop, found], cpu) => `cpu=${cpu}\tfound=${found} drop=${drop} \n`).join('');
        expect(Object.fromEntries(parseStatisticsCommand(command, FILE).sums)).toEqual(Object.fromEntries(sums));
      }),
    );
  });
});

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}

function numbersIn(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return value === undefined ? [] : [value];
  return Object.values(value).flatMap(numbersIn);
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../../../core/errors.ts';
import { parseProc } from './proc.ts';

const FILE = '/proc/net/bonding/bond0';
const fixtures = join(import.meta.dirname, '../fixtures');
const textIn = (...path: readonly string[]) => readFileSync(join(fixtures, ...path), 'utf8');
const cases = readdirSync(join(fixtures, 'proc'));

describe('the text of a bond', () => {
  it.each(cases)('is understood as %s prints it', (name) => {
    const expected: unknown = JSON.parse(textIn('proc', name, 'expected.json'));
    expect(JSON.parse(JSON.stringify(parseProc(FILE, textIn('proc', name, 'input.txt'))))).toEqual(expected);
  });

  it.each(readdirSync(join(fixtures, 'proc-broken')))('is refused with file and line: %s', (name) => {
    const parse = () => parseProc(FILE, textIn('proc-broken', name, 'input.txt'));
    expect(parse).toThrow(ParseError);
    expect(parse).toThrow(textIn('proc-broken', name, 'error.txt').trimEnd());
  });

  it('may have lines that no kernel prints yet', () => {
    const text = textIn('proc', '6.12-lacp-settled', 'input.txt');
    const newer = text
      .replaceAll('Slave queue ID: 0\n', 'Slave queue ID: 0\nSlave prio: high\nsomething without a colon\n')
      .replaceAll('    port state: 63\n', '    port state: 63\n    port mood: fine\n')
      .replace('System priority:', 'LACP strict: on\nSystem priority:');
    expect(newer).not.toBe(text);
    expect(parseProc(FILE, newer)).toEqual(parseProc(FILE, text));
  });

  it('keeps the words of a mode that is not known', () => {
    const text = textIn('proc', '6.12-balance-rr', 'input.txt').replace('load balancing (round-robin)', 'magic (new)');
    expect(parseProc(FILE, text).mode).toBe('magic (new)');
  });

  it.each(['-1', '65535', '4294967295', '0'])(
    'gives no speed and no duplex where the kernel prints %s Mbps',
    (speed) => {
      const text = textIn('proc', '6.12-balance-rr', 'input.txt').replaceAll('10000 Mbps', `${speed} Mbps`);
      expect(parseProc(FILE, text).slaves.map((slave) => [slave.speed, slave.duplex])).toEqual([
        [undefined, undefined],
        [undefined, undefined],
      ]);
    },
  );

  it('knows no status where the kernel prints unknown, nor an address where it prints none', () => {
    const text = textIn('proc', '6.12-balance-rr', 'input.txt')
      .replaceAll(/Permanent HW addr: .*/g, 'Permanent HW addr:')
      .replaceAll(/(Slave Interface: .*\nMII Status): up/g, '$1: unknown');
    const [first] = parseProc(FILE, text).slaves;
    expect([first?.miiStatus, first?.permanentAddress]).toEqual([undefined, undefined]);
  });
});

/** A text as a kernel prints it, with a few lines lost, doubled, swapped or spoilt. */
const spoiltText = fc
  .tuple(
    fc.constantFrom(...cases.map((name) => textIn('proc', name, 'input.txt'))),
    fc.array(fc.tuple(fc.constantFrom('drop', 'double', 'swap', 'spoil', 'cut'), fc.nat(), fc.nat(), fc.string()), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([text, steps]) => steps.reduce(spoil, text));

function spoil(text: string, [step, where, offset, noise]: [string, number, number, string]): string {
  const lines = text.split('\n');
  const at = where % lines.length;
  const line = lines[at] ?? '';
  const column = offset % (line.length + 1);
  if (step === 'drop') lines.splice(at, 1);
  if (step === 'double') lines.splice(at, 0, line);
  if (step === 'swap') lines.splice(at, 2, ...lines.slice(at, at + 2).reverse());
  if (step === 'spoil') lines[at] = line.slice(0, column) + noise + line.slice(column + 1);
  return step === 'cut' ? text.slice(0, offset % (text.length + 1)) : lines.join('\n');
}

function reportOrParseError(text: string): ReturnType<typeof parseProc> | undefined {
  try {
    return parseProc(FILE, text);
  } catch (error) {
    expect(error).toBeInstanceOf(ParseError);
    return undefined;
  }
}

function numbersIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

describe('whatever the text is', () => {
  it('it is understood or a ParseError', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), spoiltText), (text) => {
        reportOrParseError(text);
      }),
    );
  });

  it('every number was in it', () => {
    fc.assert(
      fc.property(spoiltText, (text) => {
        const report = reportOrParseError(text);
        if (report === undefined) return;
        const { arp_interval: arpInterval, ...settings } = report.settings;
        const printed = new Set((text.match(/\d+/g) ?? []).map(Number));
        for (const number of numbersIn({ ...report, settings })) expect(printed).toContain(number);
        // The one number that is told by a line that is not there.
        if (!text.includes('ARP Polling Interval (ms):')) expect(arpInterval).toBe(0);
        else expect(printed).toContain(arpInterval);
      }),
      { numRuns: 1000 },
    );
  });
});

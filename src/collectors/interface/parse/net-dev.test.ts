import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../../../core/errors.ts';
import { type NetDev, parseNetDev } from './net-dev.ts';

const recorded = readFileSync(join(import.meta.dirname, '../fixtures/tables/net-dev.txt'), 'utf8');
const all: (name: string) => boolean = () => true;
const parse = (text: string, wanted = all) => parseNetDev(text, '/proc/net/dev', wanted);

const HEAD = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
`;

/** The numbers of a device by column. */
function row({ columns, offsets, values }: NetDev, name: string): Record<string, number | undefined> | undefined {
  const offset = offsets.get(name);
  return offset === undefined
    ? undefined
    : Object.fromEntries(columns.map((column, index) => [column, values[offset + index]]));
}

describe('/proc/net/dev', () => {
  it('gives the counters of each device by direction and column', () => {
    expect(row(parse(recorded), 'vx4')).toMatchObject({
      'transmit errs': 7,
      'transmit carrier': 7,
      'receive bytes': 0,
    });
    expect(parse(recorded).names).toContain('dm0.42');
  });

  it('is read by the names of its columns, whatever their order and number', () => {
    const text = 'a|b|c\n face |packets bytes new|bytes packets\n  eth0: 1 2 3 4 5\n';
    expect(row(parse(text), 'eth0')).toEqual({
      'receive packets': 1,
      'receive bytes': 2,
      'receive new': 3,
      'transmit bytes': 4,
      'transmit packets': 5,
    });
  });

  it('is read as old kernels wrote it, without a space behind a long name', () => {
    const text = `${HEAD}abcdefghijklmno:123 1 0 0 0 0 0 0 4 5 0 0 0 0 0 0\n`;
    expect(row(parse(text), 'abcdefghijklmno')).toMatchObject({ 'receive bytes': 123, 'transmit packets': 5 });
  });

  it('names the devices whose counters are not wanted, and does not look at these', () => {
    const { names, offsets } = parse(`${HEAD}  veth0: broken\n  eth0: ${'1 '.repeat(16)}\n`, (name) => name === 'eth0');
    expect([names, [...offsets.keys()]]).toEqual([['veth0', 'eth0'], ['eth0']]);
  });

  it('keeps numbers beyond what is exact as near as can be', () => {
    const text = `${HEAD}  eth0: 18446744073709551615 9007199254740991 ${'0 '.repeat(14)}\n`;
    expect(row(parse(text), 'eth0')).toMatchObject({ 'receive bytes': 2 ** 64, 'receive packets': 9007199254740991 });
  });

  it.each([
    ['', '/proc/net/dev:2: expected the columns of a receive and a transmit side'],
    ['one line', '/proc/net/dev:2: expected the columns of a receive and a transmit side'],
    ['x\n face |packets|bytes packets\n', '/proc/net/dev:2: expected a column for receive bytes'],
    [`${HEAD}eth0 1 2 3\n`, '/proc/net/dev:3: expected a device and its counters, found "eth0 1 2 3"'],
    [`${HEAD}  eth0: 1 2 3\n`, '/proc/net/dev:3: expected 16 numbers, found "1 2 3"'],
    [`${HEAD}  eth0: ${'1 '.repeat(17)}\n`, '/proc/net/dev:3: expected 16 numbers'],
    [`${HEAD}  eth0: ${'1 '.repeat(15)}x\n`, '/proc/net/dev:3: expected whole numbers'],
    [`${HEAD}  eth0: ${'1 '.repeat(15)}-1\n`, '/proc/net/dev:3: expected whole numbers'],
    [`${HEAD}  eth0: ${'1 '.repeat(15)}1.5\n`, '/proc/net/dev:3: expected whole numbers'],
  ])('names the line that is not as it should be: %j', (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });

  it('gives back every number that a kernel can write', () => {
    const counter = fc.oneof(fc.nat(), fc.maxSafeNat(), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }));
    const device = fc.stringMatching(/^[a-z0-9._-]{1,15}$/);
    const rows = fc.uniqueArray(fc.tuple(device, fc.array(counter, { minLength: 16, maxLength: 16 })), {
      selector: ([name]) => name,
    });
    fc.assert(
      fc.property(rows, (devices) => {
        const text = HEAD + devices.map(([name, values]) => `${name.padStart(6)}: ${values.join('  ')}\n`).join('');
        const table = parse(text);
        expect(table.names).toEqual(devices.map(([name]) => name));
        for (const [name, values] of devices) expect(Object.values(row(table, name) ?? {})).toEqual(values.map(Number));
      }),
    );
  });

  it('is understood or a ParseError, whatever stands in it', () => {
    const odd = fc.string({ unit: fc.constantFrom(' ', ':', '\n', '1', '9', 'x', '|', '-') });
    fc.assert(
      fc.property(fc.boolean(), odd, (headed, rest) => {
        try {
          for (const value of parse((headed ? HEAD : '') + rest).values) expect(value).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect(error).toBeInstanceOf(ParseError);
        }
      }),
    );
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseFragments } from './fragments.ts';
import { parseNumber, parseZoneLimits } from './limits.ts';
import type { Reading } from './reading.ts';
import { occurrencesOf, statesOfReading } from './states.ts';

const text = (name: string) => readFileSync(new URL(`fixtures/${name}.txt`, import.meta.url), 'utf8');

describe('limits of zones', () => {
  it('are read with the connections in each', () => {
    expect(parseZoneLimits({ text: text('ct-get-limits-3.1'), command: 'limits' })).toEqual({
      standard: 0,
      zones: [
        { zone: 5, limit: 100, connections: 30 },
        { zone: 7, limit: 10, connections: 0 },
      ],
    });
  });

  it('may be the default one alone', () => {
    expect(parseZoneLimits({ text: 'default limit=1000\n', command: 'limits' })).toEqual({ standard: 1000, zones: [] });
  });

  it.each([
    ['', 'limits:1: expected default limit=number'],
    ['default limit=none\n', 'limits:1: expected the default limit, found "none"'],
    ['default limit=0\nzone=5,limit=,count=1\n', undefined],
    ['default limit=0\nzone=5,limit=x,count=1\n', 'limits:2: expected the limit of a zone, found "x"'],
  ])('that can not be understood are an error or no zone: %j', (bad, message) => {
    const parse = () => parseZoneLimits({ text: bad, command: 'limits' });
    if (message === undefined) expect(parse().zones).toEqual([]);
    else expect(parse).toThrow(message);
  });
});

describe('a single number', () => {
  it('is read with the end of its line or without', () => {
    expect(['30', '30\n'].map((one) => parseNumber({ text: one, command: 'nconns' }))).toEqual([30, 30]);
    expect(() => parseNumber({ text: '', command: 'nconns' })).toThrow('nconns:1: expected a number');
  });
});

describe('fragments', () => {
  it('are read for both IP families', () => {
    const { held, limit, families } = parseFragments({ text: text('ipf-get-status-3.1'), command: 'ipf' });
    expect([held, limit]).toEqual([0, 1000]);
    expect(families.get('v6')).toEqual({
      enabled: true,
      smallest: 1280,
      fates: new Map([
        ['accepted', 0],
        ['completed', 0],
        ['expired', 0],
        ['too small', 0],
        ['overlapped', 0],
        ['purged', 0],
      ]),
    });
  });

  it('that are no numbers are an error', () => {
    const bad = text('ipf-get-status-3.1').replace('v4 frags expired: 0', 'v4 frags expired: x');
    expect(() => parseFragments({ text: bad, command: 'ipf' })).toThrow(
      'ipf:10: expected a number for v4 frags expired, found "x"',
    );
  });
});

describe('what happened to the table', () => {
  const reading: Reading = {
    connections: 30,
    limit: 30,
    zones: undefined,
    fragments: undefined,
    sequenceChecking: undefined,
    events: new Map(),
    refused: 12,
    newlyRefused: 0,
    isFull: true,
    problems: [],
  };

  it('is told once for all connections refused since the last reading', () => {
    expect(occurrencesOf(reading)).toEqual([]);
    expect(occurrencesOf({ ...reading, newlyRefused: 1 })[0]?.message).toMatch(/^1 connection was refused because/);
    expect(occurrencesOf({ ...reading, newlyRefused: 12 })).toMatchObject([
      { subject: 'conntrack', details: { refused: 12, connections: 30, limit: 30 } },
    ]);
  });

  it('is not known where the version does not tell', () => {
    expect(statesOfReading(reading)).toEqual([
      {
        kind: 'table',
        subject: 'conntrack',
        fields: {
          limit: 30,
          standard_zone_limit: null,
          is_full: true,
          sequence_checking: null,
          reassembly_v4: null,
          reassembly_v6: null,
          fragments_limit: null,
        },
      },
    ]);
  });
});

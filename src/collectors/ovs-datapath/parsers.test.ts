import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseMemory } from './memory.ts';
import { parseOffloadStatistics } from './offload-statistics.ts';
import { parseUpcalls } from './upcalls.ts';

const printed = (name: string) => ({
  text: readFileSync(new URL(`fixtures/${name}.txt`, import.meta.url), 'utf8'),
  command: name,
});

describe('upcalls', () => {
  it('are read from 3.1', () => {
    expect(parseUpcalls(printed('upcall-show-3.1'))).toEqual([
      {
        datapath: 'netdev@ovs-netdev',
        flows: { current: 4, average: 3, most: 11, limit: 11000 },
        offloadedFlows: undefined,
        dumpSeconds: 0.001,
        revalidators: new Map([['7', 4]]),
      },
    ]);
  });

  it('are told for each datapath', () => {
    const [netdev, system] = parseUpcalls(printed('upcall-show-two-3.3'));
    expect(netdev).toMatchObject({
      offloadedFlows: 7,
      dumpSeconds: 0.25,
      revalidators: new Map([
        ['18', 5],
        ['19', 7],
      ]),
    });
    expect(system).toMatchObject({
      datapath: 'system@ovs-system',
      flows: { limit: 10000 },
      revalidators: new Map([['7', 0]]),
    });
  });

  it('are none without a datapath', () => {
    expect(parseUpcalls({ text: '', command: 'upcall' })).toEqual([]);
  });

  it('that can not be understood are an error', () => {
    const { text } = printed('upcall-show-3.1');
    const parse = (bad: string) => () => parseUpcalls({ text: bad, command: 'upcall' });
    expect(parse(text.replace('(max 11)', '(max ?)'))).toThrow(
      'upcall:2: expected the largest number of flows, found "?"',
    );
    expect(parse(text.replace('flows ', 'streams '))).toThrow(
      'upcall:1: expected the flows of a datapath behind its name',
    );
  });
});

describe('memory', () => {
  it('is read by name, whatever spaces and signs are in the names', () => {
    expect(parseMemory(printed('memory-show-3.1'))).toEqual(
      new Map([
        ['handlers', 1],
        ['idl-cells-Open_vSwitch', 324],
        ['ports', 5],
        ['revalidators', 1],
        ['rules', 5],
        ['udpif keys', 4],
      ]),
    );
  });
});

describe('offload statistics', () => {
  it('are the totals over all threads', () => {
    const totals = parseOffloadStatistics(printed('offload-stats-show-3.3'));
    expect(totals.get('Inserted offloads')).toBe(8283);
    expect(totals.get('Cumulative Average latency (us)')).toBe(14882);
    expect(totals.size).toBe(8);
  });
});

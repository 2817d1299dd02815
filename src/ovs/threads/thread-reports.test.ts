import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../../core/errors.ts';
import { parseThreadReports } from './thread-reports.ts';

const text = (name: string) => readFileSync(new URL(`../fixtures/${name}.txt`, import.meta.url), 'utf8');
const parse = (name: string) => parseThreadReports(text(name), name);
const told = (name: string) =>
  parse(name).map(({ thread, counters, hits }) => ({
    thread: `${thread.kind} ${thread.node ?? '-'} ${thread.core ?? '-'}`,
    ...counters,
    hits: Object.fromEntries(hits),
  }));

describe('the counters of threads', () => {
  it('are read from pmd-stats-show of 3.1, the main thread apart from the last PMD', () => {
    const [first, second, main, ...others] = told('pmd-stats-3.1');
    expect(first).toEqual({
      thread: 'pmd 0 0',
      rxPackets: 53,
      recirculations: 0,
      passes: 53,
      optimizedExtractions: 0,
      lookupsPerHit: 1.23,
      upcalls: 21,
      lostUpcalls: 1,
      packetsPerBatch: 1.13,
      idleCycles: 2208885248,
      busyCycles: 7947754,
      usedCycles: 2216833002,
      hits: { phwol: 0, 'simple match': 0, emc: 0, smc: 0, megaflow: 31 },
    });
    expect(second).toMatchObject({ thread: 'pmd 0 1', rxPackets: 25026, idleCycles: 1948948528 });
    expect(main).toMatchObject({ thread: 'main - -', rxPackets: 0, upcalls: 0 });
    expect(main).not.toHaveProperty('idleCycles');
    expect(others).toEqual([]);
  });

  it('are read from pmd-perf-show of 3.1', () => {
    const [first, second] = told('pmd-perf-without-histograms-3.1');
    expect(first).toEqual({
      thread: 'pmd 0 0',
      duration: 244.423,
      rxPackets: 53,
      passes: 53,
      optimizedExtractions: 0,
      lookupsPerHit: 1.23,
      upcalls: 21,
      lostUpcalls: 1,
      secondsPerUpcall: 52.3e-6,
      txPackets: 120,
      txBatches: 106,
      packetsPerBatch: 1.13,
      usedCycles: 2216804114,
      iterations: 440605,
      idleIterations: 440561,
      busyIterations: 44,
      sleepIterations: 440605,
      sleepSeconds: 243.39715,
      hits: { phwol: 0, 'simple match': 0, emc: 0, smc: 0, megaflow: 31 },
    });
    expect(second).toMatchObject({ thread: 'pmd 0 1', duration: 244.423 });
  });

  it('are read from 2.6, where misses count the lost ones and packets are not told apart from passes', () => {
    const [main, pmd] = told('pmd-stats-2.6');
    expect(main).toMatchObject({ thread: 'main - -', upcalls: 4, idleCycles: 3 });
    expect(pmd).toEqual({
      thread: 'pmd 0 22',
      lookupsPerHit: 1.25,
      upcalls: 28,
      lostUpcalls: 2,
      idleCycles: 4948219259,
      busyCycles: 14220835107,
      usedCycles: 19169054366,
      hits: { emc: 17461158, megaflow: 120 },
    });
  });

  it('are read from 2.10, whichever command', () => {
    expect(told('pmd-stats-2.10')[0]).toMatchObject({ passes: 1500, busyCycles: 1000000, hits: { emc: 900 } });
    expect(told('pmd-perf-2.10')[0]).toMatchObject({
      thread: 'pmd 1 3',
      usedCycles: 31250000000,
      iterations: 500000,
      idleIterations: 400000,
      busyIterations: 100000,
      passes: 300000,
      upcalls: 990,
      lostUpcalls: 10,
      txBatches: 99500,
    });
  });

  it('are read from 4.0, where pmd-stats-show prints what pmd-perf-show does, for the main thread too', () => {
    const [pmd, main] = told('pmd-stats-4.0');
    expect(pmd).toMatchObject({ thread: 'pmd 0 2', usedCycles: 500000000, sleepSeconds: 90, rxPackets: 100000 });
    expect(pmd).not.toHaveProperty('busyCycles');
    expect(main).toMatchObject({ thread: 'main - -', rxPackets: 12, upcalls: 5, hits: { emc: 7 } });
    expect(main).not.toHaveProperty('iterations');
  });

  it('are none for a thread in the first millisecond of its measurement', () => {
    const [report] = parseThreadReports(
      '\nTime: 1\nMeasurement duration: 0.000 s\n\npmd thread numa_id 0 core_id 4:\n\n',
      'perf',
    );
    expect([...Object.keys(report?.counters ?? {}), report?.hits.size]).toEqual(['duration', 0]);
  });

  it('are found beside lines that a later version may print', () => {
    const more = text('pmd-stats-3.1').replaceAll('  emc hits', '  new thing: soon\n  another (one)\n  emc hits');
    expect(parseThreadReports(more, 'more')).toEqual(parse('pmd-stats-3.1'));
  });

  it('that are no numbers are an error that names the line', () => {
    const bad = text('pmd-stats-3.1').replace('megaflow hits: 31', 'megaflow hits: ?');
    expect(() => parseThreadReports(bad, 'stats')).toThrow(
      /^stats:10: expected the number of megaflow hits, found "\?"/,
    );
  });

  it('are missed where none is understood', () => {
    expect(() => parseThreadReports('main thread:\n  who knows\n', 'stats')).toThrow(
      /^stats:2: expected counters of a thread, found " {2}who knows"/,
    );
  });

  it('are read or refused, whatever the text', () => {
    const lines = fc.constantFrom(...text('pmd-perf-3.1').split('\n'), 'main thread:', '  emc hits: x', 'Histograms');
    fc.assert(
      fc.property(fc.array(lines, { maxLength: 60 }), (some) => {
        try {
          parseThreadReports(some.join('\n'), 'any');
        } catch (error) {
          expect(error).toBeInstanceOf(ParseError);
        }
      }),
    );
  });
});

describe('the histograms of a thread', () => {
  const [first, second] = parse('pmd-perf-3.1');

  it('count all values up to each bound', () => {
    const packets = second?.histograms.get('packets/it');
    const bins = [
      ...(text('pmd-perf-3.1')
        .split('core_id 1:')[1]
        ?.matchAll(/^ {3}\S+ +\d+ +(\S+) +(\d+)/gm) ?? []),
    ];
    expect(bins).toHaveLength(32);
    let below = 0;
    const expected = bins.slice(0, 31).map(([, bound, count]) => {
      below += Number(count);
      return [Number(bound), below];
    });
    expect(packets?.bounds.map((bound, index) => [bound, packets.cumulative[index]])).toEqual(expected);
    expect(packets?.count).toBe(below + Number(bins.at(-1)?.[2]));
    expect(packets?.sum).toBe(second?.counters.rxPackets);
  });

  it('are one for each column, with a sum only where the text has it exactly', () => {
    const sums = [...(first?.histograms ?? [])].map(([name, { sum, count }]) => [name, sum, count]);
    const { iterations, usedCycles, rxPackets, busyIterations } = first?.counters ?? {};
    expect(sums.map(([name]) => name)).toEqual([
      'cycles/it',
      'packets/it',
      'cycles/pkt',
      'pkts/batch',
      'max vhost qlen',
      'upcalls/it',
      'cycles/upcall',
    ]);
    expect(sums[0]).toEqual(['cycles/it', usedCycles, expect.closeTo(iterations ?? 0, -1)]);
    expect(sums[1]).toEqual(['packets/it', rxPackets, iterations]);
    expect(sums[2]).toEqual(['cycles/pkt', undefined, busyIterations]);
  });

  it('go by the name of their column, wherever it stands', () => {
    const [head, row] = [
      '   packets/it             novelty',
      '   0         5            9         7',
      '   >         1            >         0',
    ];
    const table = `pmd thread numa_id 0 core_id 1:\n  Iterations: 6\nHistograms\n${head}\n${row}\n   >         1            >         0\n`;
    const [report] = parseThreadReports(table, 'perf');
    expect([...(report?.histograms ?? [])]).toEqual([
      ['packets/it', { bounds: [0], cumulative: [5], count: 6, sum: undefined }],
    ]);
  });

  it('with a cell too many are an error', () => {
    const bad = text('pmd-perf-3.1').replace(/^ {3}716 /m, '   716 1 ');
    expect(() => parseThreadReports(bad, 'perf')).toThrow(/expected a bound and a number for each of 7 histograms/);
  });
});

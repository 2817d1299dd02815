import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { busyBetween, busyByQueues } from '../../../ovs/threads/busy.ts';
import type { ThreadCounters, ThreadReport } from '../../../ovs/threads/thread-report.ts';
import type { Load, Pmd } from '../reading.ts';
import { judgeLoads, loadOf } from './load.ts';

const reportOf = (core: number, counters: ThreadCounters): ThreadReport => ({
  thread: { kind: 'pmd', node: 0, core },
  counters,
  hits: new Map(),
  histograms: new Map(),
});
const pmdOf = (core: number, counters: ThreadCounters, more: Partial<Pmd> = {}): Omit<Pmd, 'load'> => ({
  core,
  node: 0,
  report: reportOf(core, counters),
  isolated: false,
  overhead: undefined,
  queues: [],
  maxSleepSeconds: undefined,
  switches: undefined,
  cpuIsolated: undefined,
  ...more,
});

describe('how busy a PMD was', () => {
  const busy = (before: ThreadCounters, now: ThreadCounters) => busyBetween(reportOf(1, before), reportOf(1, now), 10);

  it('is its share of busy cycles between two readings', () => {
    expect(busy({ busyCycles: 1000, idleCycles: 0 }, { busyCycles: 1300, idleCycles: 100 })).toBe(0.75);
  });

  it('leaves out the time that it slept', () => {
    const before = { busyCycles: 0, idleCycles: 0, sleepSeconds: 5, duration: 6 };
    expect(busy(before, { busyCycles: 100, idleCycles: 0, sleepSeconds: 14, duration: 16 })).toBeCloseTo(0.1);
    expect(busy({ ...before, duration: 6 }, { busyCycles: 100, idleCycles: 100, sleepSeconds: 5, duration: 16 })).toBe(
      0.5,
    );
  });

  it('is not known where the counters were cleared, did not move or are not told', () => {
    expect(busy({ busyCycles: 1000, idleCycles: 5 }, { busyCycles: 10, idleCycles: 6 })).toBeUndefined();
    expect(busy({ busyCycles: 1, idleCycles: 5 }, { busyCycles: 1, idleCycles: 5 })).toBeUndefined();
    expect(busy({ usedCycles: 1 }, { usedCycles: 2 })).toBeUndefined();
  });

  it('is told by what its queues took where there are no cycles', () => {
    const queue = (usage: number | undefined) => ({ port: 'p', queue: 0, enabled: true, usage });
    expect(busyByQueues({ queues: [queue(0.25), queue(0.5)], overhead: 0.125 })).toBe(0.875);
    expect(busyByQueues({ queues: [queue(0.25), queue(undefined)], overhead: 0.1 })).toBeUndefined();
    const before: Load = { busy: undefined, since: { report: reportOf(1, {}), at: 0 }, strikes: 0, overloaded: false };
    const pmd = pmdOf(1, { usedCycles: 5 }, { queues: [queue(0.25)], overhead: 0.25 });
    expect(loadOf(pmd, before, 10_000).busy).toBe(0.5);
  });

  it('is always between nothing and all, whatever the counters', () => {
    const counters = fc.record(
      {
        busyCycles: fc.nat(),
        idleCycles: fc.nat(),
        sleepSeconds: fc.double({ min: 0, max: 1e9, noNaN: true }),
        duration: fc.double({ min: 0, max: 1e9, noNaN: true }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(counters, counters, (before, now) => {
        const share = busy(before, now) ?? 0;
        expect(share >= 0 && share <= 1).toBe(true);
      }),
    );
  });
});

/** Two PMDs that were busy to these shares, reading by reading, a second apart. */
function overloadedAt(shares: readonly (readonly [number, number])[]): readonly boolean[] {
  const totals = [
    { busyCycles: 0, idleCycles: 0 },
    { busyCycles: 0, idleCycles: 0 },
  ];
  let loads: ReadonlyMap<number, Load> = new Map();
  return [[0, 0] as const, ...shares].map((both, index) => {
    const pmds = both.map((share, core): Pmd => {
      const { busyCycles = 0, idleCycles = 0 } = totals[core] ?? {};
      const counters = { busyCycles: busyCycles + share * 1000, idleCycles: idleCycles + (1 - share) * 1000 };
      totals[core] = counters;
      const pmd = pmdOf(core, counters);
      return { ...pmd, load: loadOf(pmd, loads.get(core), index * 1000) };
    });
    const judged = judgeLoads(pmds, loads);
    loads = new Map(judged.map(({ core, load }) => [core, load]));
    return judged[0]?.load.overloaded ?? false;
  });
}

describe('a PMD beside an idle neighbour', () => {
  it('is overloaded when it was full twice in a row', () => {
    expect(
      overloadedAt([
        [0.96, 0.1],
        [0.97, 0.1],
        [0.97, 0.1],
      ]),
    ).toEqual([false, false, true, true]);
    expect(
      overloadedAt([
        [0.96, 0.1],
        [0.5, 0.1],
        [0.96, 0.1],
      ]),
    ).toEqual([false, false, false, false]);
  });

  it('is not when the neighbour works too', () => {
    expect(
      overloadedAt([
        [1, 0.3],
        [1, 0.3],
        [1, 0.3],
      ]),
    ).toEqual([false, false, false, false]);
  });

  it('stays so while values move around the thresholds, until one has clearly changed', () => {
    const full = [
      [1, 0],
      [1, 0],
    ] as const;
    expect(overloadedAt([...full, [0.9, 0.3], [0.94, 0.35], [0.96, 0.2]]).slice(3)).toEqual([true, true, true]);
    expect(overloadedAt([...full, [0.8, 0]]).at(-1)).toBe(false);
    expect(overloadedAt([...full, [1, 0.5]]).at(-1)).toBe(false);
  });

  it('is judged only by shares of a time that is long enough', () => {
    const pmd = pmdOf(0, { busyCycles: 100, idleCycles: 0 });
    const before: Load = { busy: 0.2, since: { report: reportOf(0, {}), at: 0 }, strikes: 1, overloaded: false };
    const again = { ...pmd, load: loadOf(pmd, before, 300) };
    expect(again.load).toBe(before);
    expect(judgeLoads([again], new Map([[0, before]]))[0]?.load.strikes).toBe(1);
  });
});

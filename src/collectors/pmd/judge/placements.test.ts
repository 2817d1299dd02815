import { describe, expect, it } from 'vitest';
import type { Pmd, Port } from '../reading.ts';
import { placementsOf } from './placements.ts';

const report = {
  thread: { kind: 'pmd', node: 0, core: 1 },
  counters: {},
  hits: new Map(),
  histograms: new Map(),
} as const;
const pmd: Pmd = {
  core: 1,
  node: 0,
  report,
  isolated: false,
  overhead: undefined,
  queues: [{ port: 'p1', queue: 0, enabled: true, usage: 0.1 }],
  maxSleepSeconds: undefined,
  switches: undefined,
  cpuIsolated: undefined,
  load: { busy: undefined, since: { report, at: 0 }, strikes: 0, overloaded: false },
};
const port: Port = { name: 'p1', type: 'dpdk', node: 0, queues: 2, requestedQueues: 2 };
const told = (pmds: readonly Pmd[], ports: readonly Port[]) =>
  placementsOf(pmds, ports).map(({ queue, pmd: by, crossesNodes }) => [queue, by?.core, crossesNodes]);

describe('where a queue is polled', () => {
  it('is told by the PMDs, and of the others that it is nowhere', () => {
    expect(told([pmd], [port])).toEqual([
      [0, 1, false],
      [1, undefined, undefined],
    ]);
    expect(told([], [port])).toEqual([
      [0, undefined, undefined],
      [1, undefined, undefined],
    ]);
  });

  it('is not said to be nowhere while a PMD has not told of its queues', () => {
    expect(told([pmd, { ...pmd, core: 2, queues: undefined }], [port])).toEqual([[0, 1, false]]);
  });

  it('is on another node than the card only where both nodes are known', () => {
    expect(told([{ ...pmd, node: 1 }], [port])[0]).toEqual([0, 1, true]);
    expect(told([{ ...pmd, node: undefined }], [port])[0]).toEqual([0, 1, undefined]);
    expect(told([pmd], [{ ...port, node: undefined }])[0]).toEqual([0, 1, undefined]);
    expect(told([pmd], [])).toEqual([[0, 1, undefined]]);
  });
});

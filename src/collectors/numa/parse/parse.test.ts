import { describe, expect, it } from 'vitest';
import { parseDistances } from './distances.ts';
import { parseNodeMeminfo } from './meminfo.ts';
import { parseNumastat } from './numastat.ts';
import { pageSizeOf } from './page-size.ts';

describe("a node's memory", () => {
  it.each([
    ['', 'expected a line MemTotal in kB'],
    ['Node 0 MemTotal: 1 kB\n', 'expected a line MemFree in kB'],
    ['Node 0 MemTotal: x kB\n', 'meminfo:1: expected a number of kB, found "x"'],
    ['MemTotal: 1 kB\n', 'meminfo:1: expected a node, a name and a number'],
  ])('is an error when it is %j', (text, message) => {
    expect(() => parseNodeMeminfo(text, 'meminfo')).toThrow(message);
  });
});

describe('the counters of a node', () => {
  it.each([
    ['', 'expected a line numa_hit'],
    ['numa_hit\n', 'numastat:1: expected a name and a number'],
    ['numa_hit 1\nnuma_miss many\n', 'numastat:2: expected the number numa_miss, found "many"'],
  ])('are an error when they are %j', (text, message) => {
    expect(() => parseNumastat(text, 'numastat')).toThrow(message);
  });
});

describe('distances', () => {
  it('are one for each node, whatever their numbers', () => {
    expect([...parseDistances('10 21\n', [0, 8], 'distance')]).toEqual([
      [0, 10],
      [8, 21],
    ]);
  });

  it.each(['10\n', '10 21 31\n', '10 x\n', '\n'])('are an error when there are others: %j', (text) => {
    expect(() => parseDistances(text, [0, 8], 'distance')).toThrow('distance:1: expected');
  });
});

it.each([
  ['hugepages-2048kB', 2 ** 21],
  ['hugepages-1048576kB', 2 ** 30],
  ['hugepages', undefined],
])('the size of pages in %s is %s', (directory, size) => {
  expect(pageSizeOf(directory)).toBe(size);
});

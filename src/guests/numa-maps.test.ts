import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseNumaMaps } from './numa-maps.ts';

const text = (name: string) => readFileSync(new URL(`fixtures/numa-maps-${name}.txt`, import.meta.url), 'utf8');
const MIB = 2 ** 20;
const pages = (count: number) => count * 4096;

describe('where the memory of a process lies', () => {
  it('is told by node, hugepages and bound memory apart', () => {
    const { huge, marked, all } = parseNumaMaps(text('hugepages'), 'numa_maps');
    expect([...huge].sort()).toEqual([
      [0, 16 * MIB],
      [1, 16 * MIB],
    ]);
    expect(marked).toEqual(huge);
    const small = { 0: 51 + 5 + 3 + 175 + 12 + 10 + 15, 1: 200 + 298 + 17 + 4236 + 1 + 1 + 512 + 1 };
    expect(all.get(0)).toBe(16 * MIB + pages(small[0]));
    expect(all.get(1)).toBe(16 * MIB + pages(small[1]));
  });

  it('does not count the text of programs, which nobody has for himself', () => {
    const { all, marked, huge } = parseNumaMaps(text('small-pages'), 'numa_maps');
    expect([marked.size, huge.size]).toEqual([0, 0]);
    const own = { 0: 250 * 2 + 303 * 2 + 2828 + 512 + 330 + 3 + 327, 1: 1 * 2 + 736 + 129 + 1 };
    expect([all.get(0), all.get(1)]).toEqual([pages(own[0]), pages(own[1])]);
  });

  it.each([
    ['7f0000000000 default file=/dev/shm/mem0 dirty=4 N0=4 kernelpagesize_kB=4', false],
    ['7f0000000000 default file=/tmp/mem0 mapped=4 N0=4 kernelpagesize_kB=4', true],
    ['7f0000000000 default file=/dev/shm/qemu_back_mem.r0.ABC\\040(deleted) dirty=4 N0=4 kernelpagesize_kB=4', true],
    ['7f0000000000 prefer:0 anon=4 dirty=4 N0=4 kernelpagesize_kB=4', true],
    ['7f0000000000 local anon=4 dirty=4 N0=4 kernelpagesize_kB=4', false],
    ['7f0000000000 default file=/dev/hugepages/a huge dirty=4 N0=4 kernelpagesize_kB=1048576', true],
  ])("is surely the guest's or not: %s", (line, isMarked) => {
    const { marked } = parseNumaMaps(`${line}\n`, 'numa_maps', new Set(['/tmp/mem0']));
    expect(marked.has(0)).toBe(isMarked);
  });

  it.each([
    ['broken\n', 'numa_maps:1: expected a mapping, found "broken"'],
    ['7f0000000000 default anon=1 N0=1\n', 'numa_maps:1: expected kernelpagesize_kB'],
  ])('is an error in %j', (broken, message) => {
    expect(() => parseNumaMaps(broken, 'numa_maps')).toThrow(message);
  });

  it('may be nowhere', () => {
    expect(parseNumaMaps('7f0000000000 default\n', 'numa_maps')).toEqual({
      all: new Map(),
      huge: new Map(),
      marked: new Map(),
    });
  });
});

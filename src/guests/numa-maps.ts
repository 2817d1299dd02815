import { ParseError } from '../core/errors.ts';
import { integer, linesOf } from '../core/text.ts';

/** Bytes by NUMA node. */
export type BytesByNode = ReadonlyMap<number, number>;

/** Where the memory of a process lies. */
export type NumaMaps = {
  /** All that is in memory. */
  readonly all: BytesByNode;
  /** Of that, hugepages. */
  readonly huge: BytesByNode;
  /** Of that, what is the guest's for sure: hugepages, memory bound to nodes, and files that memory was made of. */
  readonly marked: BytesByNode;
};

// 7fc36e400000 bind:0 file=/dev/hugepages/ram0 huge dirty=16 N0=16 kernelpagesize_kB=2048
// 7f2c40000000 default anon=3 dirty=3 active=0 N0=2 N1=1 kernelpagesize_kB=4
const LINE = /^[0-9a-f]+ (\S+)(.*)$/;
const PAGES = / N(\d+)=(\d+)/g;
const PAGE_SIZE = / kernelpagesize_kB=(\d+)$/;
const HUGE = / huge(?= |$)/;
/** Policies that say nothing about the node. */
const EVERYWHERE = new Set(['default', 'local']);
/** Names of the files behind memory-backend-memfd, and of those that QEMU makes for its memory in a directory. */
const MEMORY_FILE = / file=(?:\/memfd:memory-backend-memfd|\S*\/qemu_back_mem\.)/;

/**
 * Adds up /proc/<pid>/numa_maps (numa(7)): for each mapping the policy, and how many of its pages lie on which node. The
 * kernel looks at every page for it (fs/proc/task_mmu.c `show_numa_map`).
 * @param paths files that the guest's memory was made of
 * @throws ParseError
 */
export function parseNumaMaps(text: string, file: string, paths: ReadonlySet<string> = new Set()): NumaMaps {
  const all = new Map<number, number>();
  const huge = new Map<number, number>();
  const marked = new Map<number, number>();
  for (const [index, line] of linesOf(text).entries()) {
    const [, policy, rest] = LINE.exec(line) ?? [];
    if (policy === undefined || rest === undefined) throw new ParseError(file, index + 1, 'a mapping', line);
    const pages = [...rest.matchAll(PAGES)];
    if (pages.length === 0) continue;
    const place = { file, line: index + 1 };
    const size = integer(PAGE_SIZE.exec(rest)?.[1], place, 'kernelpagesize_kB') * 1024;
    const isHuge = HUGE.test(rest);
    const isMarked = isHuge || !EVERYWHERE.has(policy) || MEMORY_FILE.test(rest) || paths.has(fileIn(rest));
    for (const [, node, count] of pages) {
      const bytes = Number(count) * size;
      addTo(all, Number(node), bytes);
      if (isHuge) addTo(huge, Number(node), bytes);
      if (isMarked) addTo(marked, Number(node), bytes);
    }
  }
  return { all, huge, marked };
}

function fileIn(rest: string): string {
  return / file=(\S+)/.exec(rest)?.[1] ?? '';
}

function addTo(sums: Map<number, number>, node: number, bytes: number): void {
  sums.set(node, (sums.get(node) ?? 0) + bytes);
}

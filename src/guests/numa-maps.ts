import { ParseError } from '../core/errors.ts';
import { integer, linesOf, type Place } from '../core/text.ts';

/** Bytes by NUMA node. */
export type BytesByNode = ReadonlyMap<number, number>;

/** Where the memory of a process lies. */
export type NumaMaps = {
  /** All that is in memory, without the text of programs and libraries, which processes share. */
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
// 55ede8500000 default file=/usr/bin/qemu-system-x86_64 mapped=1030 mapmax=4 active=0 N0=695 N1=335 kernelpagesize_kB=4
const CLEAN_FILE = /^(?!.* (?:anon|dirty)=).* file=/;
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
    const mapping = mappingIn(line, { file, line: index + 1 }, paths);
    for (const [node, bytes] of mapping.bytes) {
      addTo(all, node, bytes);
      if (mapping.isHuge) addTo(huge, node, bytes);
      if (mapping.isMarked) addTo(marked, node, bytes);
    }
  }
  return { all, huge, marked };
}

type Mapping = {
  readonly bytes: readonly (readonly [node: number, bytes: number])[];
  readonly isHuge: boolean;
  readonly isMarked: boolean;
};

function mappingIn(line: string, place: Place, paths: ReadonlySet<string>): Mapping {
  const [, policy, rest] = LINE.exec(line) ?? [];
  if (policy === undefined || rest === undefined) throw new ParseError(place.file, place.line, 'a mapping', line);
  const isHuge = HUGE.test(rest);
  const isMarked = isHuge || !EVERYWHERE.has(policy) || MEMORY_FILE.test(rest) || paths.has(fileIn(rest));
  const pages = !isMarked && CLEAN_FILE.test(rest) ? [] : [...rest.matchAll(PAGES)];
  if (pages.length === 0) return { bytes: [], isHuge, isMarked };
  const size = integer(PAGE_SIZE.exec(rest)?.[1], place, 'kernelpagesize_kB') * 1024;
  return { bytes: pages.map(([, node, count]) => [Number(node), Number(count) * size]), isHuge, isMarked };
}

function fileIn(rest: string): string {
  return / file=(\S+)/.exec(rest)?.[1] ?? '';
}

function addTo(sums: Map<number, number>, node: number, bytes: number): void {
  sums.set(node, (sums.get(node) ?? 0) + bytes);
}

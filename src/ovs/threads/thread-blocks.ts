import { integer, linesOf } from '../../core/text.ts';

/** A thread of the userspace datapath. Node and core are not known of the main thread, nor the node where the daemon found none. */
export type ThreadName = {
  readonly kind: 'pmd' | 'main';
  /** NUMA node. */
  readonly node: number | undefined;
  readonly core: number | undefined;
};

export type Line = { readonly text: string; readonly number: number };

/** What was printed about one thread. */
export type ThreadBlock = {
  readonly thread: ThreadName;
  /** One-based number of the line with its name. */
  readonly line: number;
  /** `pmd-perf-show` says the time and the length of the measurement above the name of the thread. */
  readonly above: readonly Line[];
  readonly lines: readonly Line[];
};

// pmd thread numa_id 0 core_id 1:
// main thread:
const HEADER = /^(pmd|main) thread(?: numa_id (-?\d+))?(?: core_id (\d+))?:\s*$/;

// Time: 06:54:00.978
// Measurement duration: 244.810 s
const ABOVE = /^(?:Time|Measurement duration): /;

/**
 * Takes a text apart that tells of one thread after the other (ovs, lib/dpif-netdev.c `format_pmd_thread`). Lines before
 * the first thread are left out. The main thread has a block of its own, so that nothing of it goes to the PMD before it.
 */
export function threadBlocks(text: string, file: string): readonly ThreadBlock[] {
  const blocks: ThreadBlock[] = [];
  let above: Line[] = [];
  let lines: Line[] | undefined;
  for (const [index, line] of linesOf(text).entries()) {
    const number = index + 1;
    const header = line.endsWith(':') ? HEADER.exec(line) : null;
    if (header !== null) {
      lines = [];
      blocks.push({ thread: nameOf(header, { file, line: number }), line: number, above, lines });
      above = [];
    } else if (ABOVE.test(line)) above.push({ text: line, number });
    else if (line !== '') lines?.push({ text: line, number });
  }
  return blocks;
}

function nameOf([, kind, node, core]: RegExpExecArray, place: { file: string; line: number }): ThreadName {
  return {
    kind: kind === 'main' ? 'main' : 'pmd',
    node: node === undefined || node.startsWith('-') ? undefined : integer(node, place, 'a NUMA node'),
    core: core === undefined ? undefined : integer(core, place, 'a core'),
  };
}

import { ParseError } from '../../../core/errors.ts';
import { integer, linesOf } from '../../../core/text.ts';

// Node 0 MemTotal:       8089956 kB
// Node 0 HugePages_Total:     0
const LINE = /^Node \d+ ([^:]+):\s+(\S+)(?: (\S+))?$/;

/** A node's memory in bytes; what its kernel does not tell is `undefined`. */
export type NodeMemory = {
  readonly total: number;
  readonly free: number;
  /** What it is used for. The kinds overlap: shared memory is cached as files are. */
  readonly file: number | undefined;
  readonly anonymous: number | undefined;
  readonly shared: number | undefined;
  readonly slab: number | undefined;
};

/**
 * /sys/devices/system/node/node<n>/meminfo (kernel, drivers/base/node.c `node_read_meminfo`). A node without memory says 0.
 * @throws ParseError
 */
export function parseNodeMeminfo(text: string, file: string): NodeMemory {
  const fields = new Map<string, number>();
  for (const [index, line] of linesOf(text).entries()) {
    const [, name, amount, unit] = LINE.exec(line.trim()) ?? [];
    if (name === undefined) throw new ParseError(file, index + 1, 'a node, a name and a number', line);
    if (unit === 'kB') fields.set(name, integer(amount, { file, line: index + 1 }, 'a number of kB') * 1024);
  }
  const needed = (name: string) => {
    const bytes = fields.get(name);
    if (bytes === undefined) throw new ParseError(file, 0, `a line ${name} in kB`);
    return bytes;
  };
  return {
    total: needed('MemTotal'),
    free: needed('MemFree'),
    file: fields.get('FilePages'),
    anonymous: fields.get('AnonPages'),
    shared: fields.get('Shmem'),
    slab: fields.get('Slab'),
  };
}

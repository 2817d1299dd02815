import { ParseError } from '../../../core/errors.ts';
import type { Json } from '../../../core/json.ts';
import { integer, linesOf } from '../../../core/text.ts';
import { fieldsOf } from './fields.ts';

/** Memory that rte_malloc gives out, of one NUMA node or one external heap; sizes in bytes (lib/eal/common/eal_common_memory.c). */
export type Heap = {
  /** `socket_0` */
  readonly name: string;
  readonly size: number;
  readonly free: number;
  readonly allocated: number;
  readonly greatestFree: number;
  readonly allocations: number;
};

/** A pool of objects of one size, most of them packet buffers (lib/mempool/rte_mempool.c). */
export type Mempool = {
  readonly name: string;
  /** NUMA node; `undefined` where any would do. */
  readonly node: number | undefined;
  readonly size: number;
  readonly populated: number;
  /** Bytes of an object without its header and trailer. */
  readonly objectSize: number;
  /** Objects in nobody's hands, those in the caches of the cores too. Before DPDK 21.11 and in 22.11 telemetry has not that. */
  readonly available: number | undefined;
};

export function parseHeap(command: string, answer: Json): Heap {
  const { number, text } = fieldsOf(command, answer);
  return {
    name: text('Name'),
    size: number('Heap_size'),
    free: number('Free_size'),
    allocated: number('Alloc_size'),
    greatestFree: number('Greatest_free_size'),
    allocations: number('Alloc_count'),
  };
}

export function parseMempool(command: string, answer: Json): Mempool {
  const { number, text, optional } = fieldsOf(command, answer);
  const node = number('socket_id');
  const cached = optional('total_cache_count');
  const common = optional('common_pool_count');
  return {
    name: text('name'),
    node: node < 0 ? undefined : node,
    size: number('size'),
    populated: number('populated_size'),
    objectSize: number('elt_size'),
    available: cached === undefined || common === undefined ? undefined : cached + common,
  };
}

// mempool <ovs043f488100021580016384>@0x108048dc0
const POOL = /^mempool <(.+)>@0x[0-9a-f]+$/;
//   common_pool_count=13825
//     total_cache_count=513
const COUNT = /^ +(common_pool_count|total_cache_count)=(\d+)$/;

/**
 * Available objects by pool, out of rte_mempool_list_dump (lib/mempool/rte_mempool.c, rte_mempool_dump), which
 * ovs-vswitchd prints for `netdev-dpdk/get-mempool-info`.
 */
export function parseMempoolDump(command: string, text: string): ReadonlyMap<string, number> {
  const available = new Map<string, number>();
  let pool: string | undefined;
  for (const [index, line] of linesOf(text).entries()) {
    pool = POOL.exec(line)?.[1] ?? pool;
    const [, , count] = COUNT.exec(line) ?? [];
    if (count === undefined) continue;
    const place = { file: command, line: index + 1 };
    if (pool === undefined)
      throw new ParseError(place.file, place.line, 'the name of a mempool before its counts', line);
    available.set(pool, (available.get(pool) ?? 0) + integer(count, place, 'a number of objects'));
  }
  return available;
}

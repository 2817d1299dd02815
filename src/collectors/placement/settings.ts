import { z } from 'zod';
import { byteSize } from '../../core/byte-size.ts';
import { duration } from '../../core/duration.ts';
import { runDirectories } from '../../ovs/run-directories.ts';

const node = z.int().min(0).max(1023);

/** Where a guest is to be: on these NUMA nodes and no other, or on more than one. */
const expectation = z.union([node.transform((one) => [one]), z.array(node).min(1), z.literal('cross')], {
  error: 'expected the number of a NUMA node, a list of them, or cross',
});

/** What can be set about the placement of guests. */
export const placementSettings = z.strictObject({
  interval: duration({ min: 0.1, max: 86_400 })
    .prefault('30s')
    .describe('How often placement is audited: it changes when guests start, move or are pinned.'),
  guests: z
    .record(z.string().min(1), expectation)
    .default({})
    .describe(
      'Where guests are to be, by name or pattern (`*` and `?` are wildcards; the first that fits counts): the number of a NUMA node, a list of them, or `cross` for a guest that is meant to be on more than one. Only guests named here cause events when they are elsewhere.',
    ),
  memory_interval: duration({ min: 1, max: 86_400 })
    .prefault('5m')
    .describe(
      "How often it is measured where a guest's memory lies. The kernel looks at every page for it, and holds up the guest's own requests for memory meanwhile.",
    ),
  memory_limit: byteSize()
    .prefault('16GiB')
    .describe(
      'Guests with more memory than this in small pages are not measured; what they asked for is told in its place. Hugepages do not count, as there are few of them.',
    ),
  run_directories: runDirectories,
});

export type PlacementSettings = z.output<typeof placementSettings>;
export type Expectation = PlacementSettings['guests'][string];

import { z } from 'zod';
import { duration } from '../../core/duration.ts';
import { poolList } from './settings/pool.ts';

export const defaultFiles: readonly string[] = ['/etc/netsteward/pools'];

/** What can be set about checks of members. */
export const healthSettings = z.strictObject({
  deadline: duration({ min: 0.01, max: 3_600 })
    .prefault('10s')
    .describe('How long one reading may take. `once` waits so long at most for the first answers.'),
  pools: poolList.default([]).describe('Pools of members that are checked.'),
  files: z
    .array(z.string().regex(/^\/(?:[^*?]*\/)?[^/]*$/, 'expected an absolute path, wildcards in its last part only'))
    .default([...defaultFiles])
    .describe(
      'Files with further pools, which somebody else writes: paths, directories (whatever ends in .yaml, .yml or .json there), or paths with the wildcards * and ? in their last part. A file holds `pools` as above. It is followed within about a second.',
    ),
  descriptors: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(16_384)
    .describe('How many sockets may be open for checks at a time. Checks beyond that wait, which is told.'),
  flapping: z
    .strictObject({
      transitions: z
        .int()
        .min(1)
        .max(1_000)
        .default(6)
        .describe(
          'A member that changes between ACTIVE and INACTIVE more often than this within `window` is flapping, and held INACTIVE.',
        ),
      window: duration({ min: 1, max: 86_400 }).prefault('10m').describe('How far back changes count.'),
      calm: duration({ min: 1, max: 86_400 })
        .prefault('5m')
        .describe('How long a flapping member must not change before it is no longer held.'),
    })
    .prefault({})
    .describe('When a member that comes and goes is held down.'),
  certificate_warning: duration({ max: 315_360_000 })
    .prefault('14d')
    .describe('A certificate that runs out within this is an event.'),
});

export type HealthSettings = z.output<typeof healthSettings>;

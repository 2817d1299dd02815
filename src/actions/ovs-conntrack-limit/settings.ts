import { z } from 'zod';
import { duration } from '../../core/duration.ts';
import { runDirectories } from '../../ovs/run-directories.ts';

const share = (least: number, most: number) => z.number().min(least).max(most);

/** What can be set about raising the limit of connections of the userspace datapath. */
export const ovsConntrackLimitSettings = z.strictObject({
  max: z
    .int()
    .min(1)
    .max(4_294_967_295)
    .default(6_000_000)
    .describe('The limit is never raised beyond this number of connections. Open vSwitch begins with 3000000.'),
  memory_share: share(0.001, 0.9)
    .default(0.1)
    .describe(
      'How much of the available memory the growth of a full table may take: connections are kept in ordinary memory of ovs-vswitchd, never in hugepages. Where its control group has a limit, of what that leaves.',
    ),
  lasts: duration({ min: 60, max: 604_800 })
    .prefault('1h')
    .describe(
      'The table is to last so long at its present growth. A raise is by half at least, twofold for a table that is full and so does not show its growth, and fourfold at most.',
    ),
  growth_over: duration({ min: 0.1, max: 10 })
    .prefault('2s')
    .describe('How far apart the two counts are from which growth and refusals are told.'),
  full_from: share(0.5, 1)
    .default(0.75)
    .describe('From this share of the limit on it is the limit that is in the way.'),
  below: share(0.1, 0.99)
    .default(0.8)
    .describe('The raise has helped when the table uses less than this share of the new limit and refuses nothing.'),
  settle: duration({ max: 300 })
    .prefault('5s')
    .describe('Refusals that are counted within this time after the raise are not held against it.'),
  run_directories: runDirectories,
});

export type OvsConntrackLimitSettings = z.output<typeof ovsConntrackLimitSettings>;

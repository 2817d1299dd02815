import { z } from 'zod';
import { duration } from '../../core/duration.ts';
import { ownSysctlPath } from '../../core/own-sysctl-file.ts';

const share = (least: number, most: number) => z.number().min(least).max(most);

/** What can be set about raising the limit of tracked connections. */
export const conntrackLimitSettings = z.strictObject({
  max: z
    .int()
    .min(1024)
    .max(2_147_483_647)
    .default(2_097_152)
    .describe('The limit is never raised beyond this number of connections.'),
  memory_share: share(0.001, 0.9)
    .default(0.1)
    .describe(
      'How much of the available memory the growth of one full table may take, its buckets included. Every network namespace may fill a table of its own: leave room where there are many.',
    ),
  lasts: duration({ min: 60, max: 604_800 })
    .prefault('1h')
    .describe(
      'The table is to last so long at its present growth. A raise is by half at least, twofold for a table that is full and so does not show its growth, and fourfold at most.',
    ),
  growth_over: duration({ min: 0.1, max: 10 })
    .prefault('2s')
    .describe('How far apart the two counts are from which growth and losses are told.'),
  full_from: share(0.5, 1)
    .default(0.75)
    .describe('From this share of the limit on it is the limit that is in the way.'),
  below: share(0.1, 0.99)
    .default(0.8)
    .describe('The raise has helped when the table uses less than this share of the new limit and nothing is lost.'),
  settle: duration({ max: 300 })
    .prefault('5s')
    .describe('Losses that are counted within this time after the raise are not held against it.'),
  when_one_namespace: z
    .enum(['raise', 'refuse'])
    .default('raise')
    .describe(
      'What to do when one network namespace alone has most connections: `raise` the limit, which is one for all namespaces, and name it; or `refuse`, and name it.',
    ),
  one_namespace_share: share(0.5, 1)
    .default(0.8)
    .describe('From this share of all tracked connections on, a network namespace alone is the cause.'),
  persist: z
    .boolean()
    .default(false)
    .describe('Whether the new limit is kept over reboots, by a file of its own in sysctl.d.'),
  persist_file: z
    .string()
    .regex(ownSysctlPath, 'expected a .conf file in /etc/sysctl.d or /usr/local/lib/sysctl.d')
    .default('/etc/sysctl.d/90-netsteward-conntrack.conf')
    .describe('That file. One that somebody else has written or changed is left alone.'),
  lower_after: duration({ min: 600, max: 31_536_000 })
    .optional()
    .describe(
      'When this action has raised the limit and nothing was wrong for so long, it proposes to lower it again: only when it is asked without an alert (by `every`, or by a person), and only a limit that nobody else has changed since. Not given: never.',
    ),
});

export type ConntrackLimitSettings = z.output<typeof conntrackLimitSettings>;

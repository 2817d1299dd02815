import { z } from 'zod';
import { duration } from '../../core/duration.ts';

const share = z.string().regex(/^(?:100|\d{1,2})%$/, 'expected a number of members, or a share such as 50%');

/** What can be set about draining members. */
export const memberSettings = z.strictObject({
  deed: z
    .enum(['drain', 'maint'])
    .default('drain')
    .describe(
      'What becomes of a member of HAProxy: `drain` keeps the clients that are bound to it (cookies, stick tables) and HAProxy goes on to check it; `maint` sends nobody there. IPVS knows the weight 0 only.',
    ),
  min_active: z
    .union([z.int().min(1), share])
    .default('50%')
    .describe(
      'So many members of the backend or service have to be left that really get traffic: up, with a weight, neither drained nor in maintenance, no backup. A number, or a share of all members, rounded up; never less than 1.',
    ),
  failures: z
    .int()
    .min(1)
    .max(10)
    .default(2)
    .describe(
      'So many checks of ours in a row have to have failed when the verdict was reached. No pool whose `fall` is less can meet it.',
    ),
  dead_for: duration({ max: 86_400 })
    .prefault('10s')
    .describe('How long our own check has to have held the member for INACTIVE before it is drained.'),
  healthy_for: duration({ max: 604_800 })
    .prefault('2m')
    .describe('How long our own check has to have held a member for ACTIVE before it is put back.'),
  watch: duration({ min: 0.1, max: 15 })
    .prefault('3s')
    .describe("How long the balancer's own counters of the member are watched for a second sign."),
  settle: duration({ max: 3_600 })
    .prefault('10s')
    .describe('How long a member that was put back has to serve without errors before that counts as proven.'),
});

export type MemberSettings = z.output<typeof memberSettings>;

/** How many members have to be left of so many. */
export function minimumOf({ min_active: wanted }: Pick<MemberSettings, 'min_active'>, members: number): number {
  if (typeof wanted === 'number') return wanted;
  return Math.max(1, Math.ceil((Number(wanted.slice(0, -1)) * members) / 100));
}

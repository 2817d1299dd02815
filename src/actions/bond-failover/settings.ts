import { z } from 'zod';
import { lookSettings } from '../../bonding/settings.ts';
import { duration } from '../../core/duration.ts';

/** What can be set about turning a bond to its standby. */
export const failoverSettings = z.strictObject({
  ...lookSettings,
  settle: duration({ max: 86_400 })
    .prefault('5m')
    .describe('After a failover, whoever made it, the bond is left alone for so long.'),
  grace: duration({ max: 600 })
    .prefault('3s')
    .describe(
      'How long after a failover silence behind the new link is no verdict: switches have to learn the way anew.',
    ),
  calm_for: duration({ max: 600 })
    .prefault('5s')
    .describe(
      'For so long the new link has to have no errors, where nobody can be asked behind it, for the failover to be proven.',
    ),
});

export type FailoverSettings = z.output<typeof failoverSettings>;

import { z } from 'zod';
import { duration } from '../../core/duration.ts';

/** What can be set about the comparison with balancers. */
export const agreementSettings = z.strictObject({
  after: duration({ max: 86_400 })
    .prefault('15s')
    .describe(
      'How long our own check and a balancer have to differ about a member before it is told: longer than either takes to notice, which is its delay times its fall or rise.',
    ),
});

export type AgreementSettings = z.output<typeof agreementSettings>;

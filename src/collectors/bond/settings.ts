import { z } from 'zod';
import { duration } from '../../core/duration.ts';

/** What can be set about bonds. Which network namespaces are read is a setting of the host. */
export const bondSettings = z.strictObject({
  settings_max_age: duration({ max: 3600 })
    .prefault('20s')
    .describe(
      'Settings that /proc/net/bonding does not tell are read again at the first poll after this time, and at once when the kernel announces a change of the bond.',
    ),
  port_state_bits: z
    .boolean()
    .default(true)
    .describe(
      'Whether to export each bit of the LACP port states as a sample of its own, 16 for a slave, beside the states as numbers.',
    ),
});

/** The settings of this collector, not to be confused with those of a bond. */
export type BondCollectorSettings = z.output<typeof bondSettings>;

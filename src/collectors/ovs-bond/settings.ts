import { z } from 'zod';
import { duration } from '../../core/duration.ts';
import { runDirectories } from '../../ovs/run-directories.ts';

/** What can be set about bonds of Open vSwitch. */
export const ovsBondSettings = z.strictObject({
  hash_loads: z
    .boolean()
    .default(true)
    .describe('Whether to export the load of each hash of a balanced bond, at most 256 samples for a bond.'),
  port_state_bits: z
    .boolean()
    .default(true)
    .describe(
      'Whether to export each bit of the LACP port states as a sample of its own, 16 for a member, beside the states as numbers.',
    ),
  run_directories: runDirectories,
  failover_time: duration({ max: 600 })
    .prefault('2s')
    .describe(
      'How long, beyond its downdelay, a bond may keep an active member whose link is down before that is told.',
    ),
});

export type OvsBondSettings = z.output<typeof ovsBondSettings>;

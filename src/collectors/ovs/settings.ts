import { z } from 'zod';
import { duration } from '../../core/duration.ts';
import { runDirectories } from '../../ovs/run-directories.ts';

/** What can be set about Open vSwitch. */
export const ovsSettings = z.strictObject({
  run_directories: runDirectories,
  queue_statistics: z
    .boolean()
    .default(true)
    .describe('Whether to export the statistics of each queue of an interface.'),
  other_statistics: z
    .boolean()
    .default(true)
    .describe(
      'Whether to export statistics that have no metric of their own, such as those of one driver, as netsteward_ovs_interface_statistic_total.',
    ),
  configuration_time: duration({ max: 600 })
    .prefault('3s')
    .describe('How long ovs-vswitchd may take to apply a configuration before that is told.'),
});

export type OvsSettings = z.output<typeof ovsSettings>;

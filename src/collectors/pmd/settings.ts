import { z } from 'zod';
import { runDirectories } from '../../ovs/run-directories.ts';

/** What can be set about PMD threads. */
export const pmdSettings = z.strictObject({
  histograms: z
    .boolean()
    .default(true)
    .describe(
      "Whether to export the histograms of each PMD's iterations where Open vSwitch makes them (other_config:pmd-perf-metrics=true): 7 for each PMD, of 34 samples each.",
    ),
  run_directories: runDirectories,
});

export type PmdSettings = z.output<typeof pmdSettings>;

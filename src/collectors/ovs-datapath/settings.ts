import { z } from 'zod';
import { runDirectories } from '../../ovs/run-directories.ts';

/** What can be set about the datapaths of Open vSwitch. */
export const ovsDatapathSettings = z.strictObject({
  coverage: z
    .boolean()
    .default(true)
    .describe("Whether to export the daemon's counters of internal events, one sample for each that ever happened."),
  run_directories: runDirectories,
});

export type OvsDatapathSettings = z.output<typeof ovsDatapathSettings>;

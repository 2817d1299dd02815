import { z } from 'zod';
import { duration } from '../../core/duration.ts';
import { runDirectories } from '../../ovs/run-directories.ts';

const ratio = z.number().min(0).max(1);

/** What can be set about giving receive queues out anew. */
export const pmdRebalanceSettings = z.strictObject({
  overloaded: ratio
    .default(0.85)
    .describe('How busy a PMD has to be now, as a ratio, for its queues to be moved. Below that nothing is done.'),
  idle: ratio
    .default(0.5)
    .describe('How busy the least busy PMD of the same NUMA node may be at most. Above that there is nothing to gain.'),
  improvement: ratio
    .optional()
    .describe(
      'By which share the variance of the PMDs of a NUMA node has to fall, first by an estimate and afterwards in truth. Default: what Open vSwitch has as pmd-auto-lb-improvement-threshold, or else 0.25.',
    ),
  measure: duration({ min: 1, max: 10 })
    .prefault('3s')
    .describe('For how long the cycles of PMDs are counted at each look. A look takes a little longer than that.'),
  settle: duration({ min: 0, max: 600 })
    .prefault('10s')
    .describe(
      'How long after the change nothing is said about its effect. `verify_within` has to be longer by several times `measure`.',
    ),
  run_directories: runDirectories,
});

export type PmdRebalanceSettings = z.output<typeof pmdRebalanceSettings>;

/** Of Open vSwitch (ovs-vswitchd.conf.db(5), other_config:pmd-auto-lb-improvement-threshold). */
const USUAL_IMPROVEMENT = 0.25;

export function wantedImprovement(
  { improvement }: Pick<PmdRebalanceSettings, 'improvement'>,
  ofSwitch: number | null,
): number {
  return improvement ?? ofSwitch ?? USUAL_IMPROVEMENT;
}

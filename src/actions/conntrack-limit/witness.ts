import { formatDuration } from '../../core/duration.ts';
import type { Witness } from '../action.ts';
import { LATELY, percent, usageOf } from './cause.ts';
import type { Evidence } from './evidence.ts';
import { lostToFullTable, secondsToFull } from './growth.ts';
import type { ConntrackLimitSettings } from './settings.ts';

/** Within this the table is full soon enough for a second count to say so. */
const SOON = 3_600;

/**
 * Who else says that the table fills: the kernel itself, its counters of losses, or a count read apart from the figure
 * that the alert was made of, in this order.
 */
export function witnessOf(evidence: Evidence, growth: number, settings: ConntrackLimitSettings): Witness {
  const { log, lost, entries, limit, seconds } = evidence;
  if (log?.seconds_ago !== null && log !== null && log.seconds_ago <= LATELY) {
    const ago = formatDuration(Math.round(log.seconds_ago));
    return {
      name: "the kernel's log",
      agrees: true,
      words: `said ${ago} ago that the table is full (${log.lines} lines)`,
    };
  }
  const gone = lostToFullTable(lost);
  if (gone > 0) {
    return { name: "the kernel's counters", agrees: true, words: `${gone} losses within ${formatDuration(seconds)}` };
  }
  const name = 'a second count, read from nf_conntrack_count';
  const counted = `${entries} of ${limit} (${percent(usageOf(evidence))})`;
  const full = secondsToFull(evidence, growth);
  const agrees = usageOf(evidence) >= settings.full_from || full <= SOON;
  const soon = Number.isFinite(full) ? `, full in ${formatDuration(Math.round(full))} at its present growth` : '';
  return { name, agrees, words: `${counted}${soon}` };
}

import { formatDuration } from '../../core/duration.ts';
import { printable } from '../../core/printable.ts';
import type { Evidence } from './evidence.ts';
import { secondsToFull } from './growth.ts';
import type { ConntrackLimitSettings } from './settings.ts';

/** So long the kernel's words about a full table count. */
export const LATELY = 300;

/** From this share of the limit on it is believed that the table will be full, or was. */
const HALF = 0.5;

/** A table that grows is looked at this far ahead, a little further than the alert about it looks. */
const SOON = 900;

/** Why the limit is in the way, in words; nothing when it is not. */
export function causeOf(evidence: Evidence, growth: number, settings: ConntrackLimitSettings): string | undefined {
  const used = usageOf(evidence);
  const words = `${tableOf(evidence)} holds ${evidence.entries} of ${evidence.limit} connections (${percent(used)})`;
  if (used >= settings.full_from) return words;
  if (used < HALF) return undefined;
  const full = secondsToFull(evidence, growth);
  if (full <= SOON) return `${words} and is full in ${formatDuration(Math.round(full))} at its present growth`;
  const ago = evidence.log?.seconds_ago ?? Number.POSITIVE_INFINITY;
  return ago <= LATELY
    ? `${words}, and was full ${formatDuration(Math.round(ago))} ago by the kernel's log`
    : undefined;
}

/** Why it is not, and where to look instead. */
export function otherCause(evidence: Evidence): string {
  const { lost, fullest, netns } = evidence;
  const other =
    fullest !== null && fullest.netns !== netns && fullest.entries > evidence.entries
      ? `; the fullest table is ${tableOf(fullest)} with ${fullest.entries}`
      : '';
  const failing =
    lost !== null && lost.insert_failed > 0
      ? '; entries fail to be inserted: look at the ports that are left for address translation'
      : '';
  return `the limit is not the cause: ${tableOf(evidence)} holds ${evidence.entries} of ${evidence.limit} connections (${percent(usageOf(evidence))}), and the kernel's log ${logWords(evidence)}${other}${failing}`;
}

function logWords({ log }: Evidence): string {
  if (log === null) return 'can not be read';
  if (log.seconds_ago === null) return 'says nothing of a full table';
  const ago = formatDuration(Math.round(log.seconds_ago));
  return `said last ${ago} ago that it was full`;
}

/** The share of all connections that this namespace has, when it alone is the cause. The host itself is no such one. */
export function loneCause(evidence: Evidence, settings: ConntrackLimitSettings): number | undefined {
  const { netns, entries, all_entries } = evidence;
  if (netns === '' || all_entries === null || entries === 0) return undefined;
  const share = entries / Math.max(all_entries, entries);
  return share >= settings.one_namespace_share ? share : undefined;
}

export function usageOf({ entries, limit }: Pick<Evidence, 'entries' | 'limit'>): number {
  return limit === 0 ? 0 : entries / limit;
}

export function tableOf({ netns }: { readonly netns: string }): string {
  return netns === '' ? "the host's own table" : `the table of namespace ${printable(netns)}`;
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

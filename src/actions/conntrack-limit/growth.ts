import type { Evidence, Losses } from './evidence.ts';

/** `predict_linear(…, 600)`: what the alert ConntrackFullSoon has seen over five minutes. */
const FULL_SOON = { alert: 'ConntrackFullSoon', within: 600 } as const;

/**
 * Connections by which the table grows in a second. Those that a full table had no room for count too, and so does what
 * the alert has seen over a longer time.
 */
export function growthOf(evidence: Evidence, alert: ReadonlyMap<string, string>): number {
  const { entries, entries_before, seconds, lost, limit } = evidence;
  const now = (entries - entries_before + lostToFullTable(lost)) / seconds;
  const foretold = alert.get('alertname') === FULL_SOON.alert ? (limit - entries) / FULL_SOON.within : 0;
  return Math.max(0, now, foretold);
}

/**
 * Packets and entries that a full table costs. A failed insert is counted as a drop too (net/netfilter/
 * nf_conntrack_core.c, `nf_ct_resolve_clash`), but has other causes: two packets of one connection at once, or no port
 * left for address translation.
 */
export function lostToFullTable(lost: Losses | null): number {
  return lost === null ? 0 : Math.max(0, lost.drop - lost.insert_failed) + lost.early_drop;
}

/** Seconds until the table is full; infinite when it does not grow. */
export function secondsToFull({ limit, entries }: Evidence, growth: number): number {
  return entries >= limit ? 0 : (limit - entries) / growth;
}

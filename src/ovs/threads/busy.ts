import type { PolledQueues } from './rx-queues.ts';
import type { ThreadReport } from './thread-report.ts';

/**
 * The share of the time between two reports that a PMD worked on packets: busy cycles among all that it used, times the
 * share of the time that it was awake. `undefined` when the counters were cleared between them or are not told.
 * @param elapsed seconds between them, for versions that do not tell how long they have measured
 */
export function busyBetween(before: ThreadReport, now: ThreadReport, elapsed: number): number | undefined {
  const busy = risen(before.counters.busyCycles, now.counters.busyCycles);
  const idle = risen(before.counters.idleCycles, now.counters.idleCycles);
  if (busy === undefined || idle === undefined || busy + idle === 0) return undefined;
  const asleep = risen(before.counters.sleepSeconds, now.counters.sleepSeconds);
  const duration = risen(before.counters.duration, now.counters.duration) ?? elapsed;
  if (asleep === undefined || duration <= 0) return busy / (busy + idle);
  return (busy / (busy + idle)) * Math.min(1, Math.max(0, 1 - asleep / duration));
}

/** The same from the shares that each queue took lately and what was spent besides; `undefined` unless all are known. */
export function busyByQueues({ queues, overhead }: Pick<PolledQueues, 'queues' | 'overhead'>): number | undefined {
  if (queues.length === 0) return undefined;
  let sum = overhead ?? 0;
  for (const { usage } of queues) {
    if (usage === undefined) return undefined;
    sum += usage;
  }
  return Math.min(1, sum);
}

function risen(before: number | undefined, now: number | undefined): number | undefined {
  return before === undefined || now === undefined || now < before ? undefined : now - before;
}

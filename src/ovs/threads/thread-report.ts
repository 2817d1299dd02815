import type { Histogram } from '../../core/metric.ts';
import type { ThreadName } from './thread-blocks.ts';

/** Stages of the lookup of a packet's flow, in the order in which they are asked. */
export const cacheLevels = ['phwol', 'simple match', 'emc', 'smc', 'megaflow'] as const;
export type CacheLevel = (typeof cacheLevels)[number];

/** What is counted of each iteration of a PMD's loop, as `pmd-perf-show` heads its columns. */
export const histogramNames = [
  'cycles/it',
  'packets/it',
  'cycles/pkt',
  'pkts/batch',
  'max vhost qlen',
  'upcalls/it',
  'cycles/upcall',
] as const;
export type HistogramName = (typeof histogramNames)[number];

/**
 * The counters of a thread, since it began or `pmd-stats-clear`. Which of them are known depends on the version, on the
 * command, and on what there was to count.
 */
export type ThreadCounters = {
  /** Seconds since the counters began. */
  readonly duration?: number;
  readonly rxPackets?: number;
  /** Packets that went through the datapath once more. */
  readonly recirculations?: number;
  /** Packets and recirculations. */
  readonly passes?: number;
  /** Packets whose headers were taken apart by optimised code; each is counted at its cache level too. */
  readonly optimizedExtractions?: number;
  /** Flow tables asked for each hit in the megaflow table, on average. */
  readonly lookupsPerHit?: number;
  /** Packets that no cache knew and that were handed up, and those for which that failed. */
  readonly upcalls?: number;
  readonly lostUpcalls?: number;
  /** Seconds for one upcall, on average. */
  readonly secondsPerUpcall?: number;
  readonly txPackets?: number;
  readonly txBatches?: number;
  readonly packetsPerBatch?: number;
  /** Cycles of iterations without a packet, and with one. */
  readonly idleCycles?: number;
  readonly busyCycles?: number;
  /** Idle and busy ones together. */
  readonly usedCycles?: number;
  readonly iterations?: number;
  readonly idleIterations?: number;
  readonly busyIterations?: number;
  readonly sleepIterations?: number;
  readonly sleepSeconds?: number;
};

export type ThreadReport = {
  readonly thread: ThreadName;
  readonly counters: ThreadCounters;
  /** Packets found at a cache level, for each level that this version counts. */
  readonly hits: ReadonlyMap<CacheLevel, number>;
  /** Where `pmd-perf-metrics` is on. */
  readonly histograms: ReadonlyMap<HistogramName, Histogram>;
};

/** What two commands said of one thread: the first is believed where both know. */
export function joined(first: ThreadReport, second: ThreadReport | undefined): ThreadReport {
  if (second === undefined) return first;
  return {
    thread: first.thread,
    counters: { ...second.counters, ...first.counters },
    hits: new Map([...second.hits, ...first.hits]),
    histograms: first.histograms.size === 0 ? second.histograms : first.histograms,
  };
}

export function sameThread(a: ThreadName, b: ThreadName): boolean {
  return a.kind === b.kind && a.core === b.core && a.node === b.node;
}

import type { MetricDefinition } from '../../../core/metric.ts';
import type { ThreadCounters } from '../../../ovs/threads/thread-report.ts';

export const PMD = ['daemon', 'node', 'core'] as const;
export const STATS = 'unixctl dpif-netdev/pmd-stats-show';
export const PERF = 'unixctl dpif-netdev/pmd-perf-show';
const CLEARED = 'Counted since the thread began or the statistics were cleared.';

/** A figure that is one of the counters of a thread. */
export type CounterMetric = {
  readonly definition: MetricDefinition;
  readonly of: (counters: ThreadCounters) => number | undefined;
};

function counter(name: string, help: string, source: string, of: CounterMetric['of']): CounterMetric {
  const full = `${help} ${CLEARED}`;
  return { definition: { name: `netsteward_pmd_${name}_total`, type: 'counter', help: full, labels: PMD, source }, of };
}

function average(name: string, help: string, source: string, of: CounterMetric['of']): CounterMetric {
  const full = `${help} ${CLEARED} For a time of your own, divide rates.`;
  return { definition: { name: `netsteward_pmd_${name}`, type: 'gauge', help: full, labels: PMD, source }, of };
}

/** The counters of each PMD. What a version does not print is left out. */
export const counterMetrics: readonly CounterMetric[] = [
  counter('rx_packets', 'Packets received.', `${STATS} "packets received"`, ({ rxPackets }) => rxPackets),
  counter(
    'passes',
    'Passes of packets through the datapath: packets and recirculations, each looked up once.',
    `${STATS} "packets received" and "packet recirculations"`,
    ({ passes }) => passes,
  ),
  counter('tx_packets', 'Packets sent.', `${PERF} "Tx packets"`, ({ txPackets }) => txPackets),
  counter('tx_batches', 'Batches of packets sent.', `${PERF} "Tx batches"`, ({ txBatches }) => txBatches),
  counter(
    'upcalls',
    'Packets of unknown flows that were handed up to be looked at.',
    `${STATS} "miss with success upcall"`,
    ({ upcalls }) => upcalls,
  ),
  counter(
    'lost_upcalls',
    'Packets of unknown flows that could not be handed up, and were dropped.',
    `${STATS} "miss with failed upcall"`,
    ({ lostUpcalls }) => lostUpcalls,
  ),
  counter(
    'optimized_extractions',
    'Packets whose headers were taken apart by optimised code.',
    `${STATS} "mfex opt hits"`,
    ({ optimizedExtractions }) => optimizedExtractions,
  ),
  counter(
    'used_cycles',
    'Cycles of the CPU that the PMD used, with packets or without; those that it slept are not among them.',
    `${STATS} "idle cycles" and "processing cycles", or ${PERF} "Used TSC cycles"`,
    ({ usedCycles }) => usedCycles,
  ),
  counter('iterations', 'Times that the PMD asked all of its queues.', `${PERF} "Iterations"`, (one) => one.iterations),
  counter(
    'idle_iterations',
    'Iterations that found no packet.',
    `${PERF} "idle iterations"`,
    ({ idleIterations }) => idleIterations,
  ),
  counter(
    'busy_iterations',
    'Iterations that found packets.',
    `${PERF} "busy iterations"`,
    ({ busyIterations }) => busyIterations,
  ),
  counter(
    'sleep_iterations',
    'Iterations after which the PMD slept.',
    `${PERF} "sleep iterations"`,
    ({ sleepIterations }) => sleepIterations,
  ),
  counter('sleep_seconds', 'Time that the PMD slept.', `${PERF} "Sleep time"`, ({ sleepSeconds }) => sleepSeconds),
  average(
    'cycles_per_packet',
    'Busy cycles for each packet received.',
    `${STATS} "avg processing cycles per packet"`,
    ({ busyCycles, rxPackets }) => quotient(busyCycles, rxPackets),
  ),
  average('packets_per_batch', 'Packets in a batch sent.', `${STATS} "avg. packets per output batch"`, (one) =>
    one.txPackets === undefined ? one.packetsPerBatch : (quotient(one.txPackets, one.txBatches) ?? one.packetsPerBatch),
  ),
  average(
    'passes_per_packet',
    'Passes through the datapath for each packet received.',
    `${STATS} "avg. datapath passes per packet"`,
    ({ passes, rxPackets }) => quotient(passes, rxPackets),
  ),
  average(
    'lookups_per_hit',
    'Flow tables asked for each hit in the megaflow table.',
    `${STATS} "avg. subtable lookups per megaflow hit"`,
    ({ lookupsPerHit }) => lookupsPerHit,
  ),
  average(
    'upcall_mean_seconds',
    'Time for one upcall, while performance metrics are on (other_config:pmd-perf-metrics).',
    `${PERF} "us/upcall"`,
    ({ secondsPerUpcall }) => secondsPerUpcall,
  ),
];

function quotient(whole: number | undefined, parts: number | undefined): number | undefined {
  return whole === undefined || parts === undefined || parts === 0 ? undefined : whole / parts;
}

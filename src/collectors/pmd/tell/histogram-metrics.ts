import type { MetricDefinition } from '../../../core/metric.ts';
import type { HistogramName } from '../../../ovs/threads/thread-report.ts';
import { PERF, PMD } from './counter-metrics.ts';

type HistogramMetric = readonly [name: HistogramName, definition: MetricDefinition];

function histogram(printed: HistogramName, name: string, help: string): HistogramMetric {
  const full = `${help} Counted while performance metrics are on (other_config:pmd-perf-metrics).`;
  const source = `${PERF} histogram "${printed}"`;
  return [printed, { name: `netsteward_pmd_${name}`, type: 'histogram', help: full, labels: PMD, source }];
}

/** The histograms of each PMD, by the head of their column. Only two have a sum: those whose total is printed exactly. */
export const histogramMetrics: readonly HistogramMetric[] = [
  histogram('cycles/it', 'iteration_cycles', 'Cycles that an iteration took.'),
  histogram('packets/it', 'iteration_packets', 'Packets that an iteration received.'),
  histogram('cycles/pkt', 'packet_cycles', 'Cycles for a packet, on average over an iteration that received some.'),
  histogram(
    'pkts/batch',
    'batch_packets',
    'Packets in a batch received, on average over an iteration that received some.',
  ),
  histogram(
    'max vhost qlen',
    'vhost_queue_packets',
    'Packets that waited in the fullest vhost-user queue at an iteration.',
  ),
  histogram('upcalls/it', 'iteration_upcalls', 'Upcalls in an iteration.'),
  histogram('cycles/upcall', 'upcall_cycles', 'Cycles for an upcall, on average over an iteration that had some.'),
];

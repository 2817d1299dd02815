import { defineMetrics, type Histogram } from '../../core/metric.ts';

const labels = ['alertmanager'] as const;
const source = 'Alertmanager exporter';

export const alertmanagerMetrics = defineMetrics({
  up: {
    name: 'netsteward_alertmanager_up',
    type: 'gauge',
    help: 'Whether the last request to an Alertmanager went well: 1 or 0. Nothing before the first.',
    labels,
    source,
  },
  sent: {
    name: 'netsteward_alertmanager_alerts_sent_total',
    type: 'counter',
    help: 'Alerts that an Alertmanager has taken. A firing alert is sent again and again.',
    labels,
    source,
  },
  errors: {
    name: 'netsteward_alertmanager_errors_total',
    type: 'counter',
    help: 'Requests that an Alertmanager did not answer, or not well.',
    labels,
    source,
  },
  dropped: {
    name: 'netsteward_alertmanager_alerts_dropped_total',
    type: 'counter',
    help: 'Alerts for which there was no room, and those that an Alertmanager would not have as they are.',
    labels,
    source,
  },
  waiting: {
    name: 'netsteward_alertmanager_alerts_pending',
    type: 'gauge',
    help: 'Alerts that an Alertmanager is to be sent and has not taken yet.',
    labels,
    source,
  },
  latency: {
    name: 'netsteward_alertmanager_request_duration_seconds',
    type: 'histogram',
    help: 'How long requests to an Alertmanager took.',
    labels,
    source,
  },
});

const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Counts how long things took, in seconds. */
export function createLatency(): { readonly took: (seconds: number) => void; readonly histogram: () => Histogram } {
  const cumulative = BOUNDS.map(() => 0);
  let count = 0;
  let sum = 0;
  return {
    took: (seconds) => {
      count += 1;
      sum += seconds;
      for (const [index, bound] of BOUNDS.entries())
        if (seconds <= bound) cumulative[index] = (cumulative[index] ?? 0) + 1;
    },
    histogram: () => ({ bounds: BOUNDS, cumulative: [...cumulative], count, sum }),
  };
}

import { defineMetrics } from '../../core/metric.ts';

export const scrapeMetrics = defineMetrics({
  scrapes: {
    name: 'netsteward_scrapes_total',
    type: 'counter',
    help: 'Requests for the metrics page that were answered in full, by exposition format.',
    labels: ['format'],
    source: 'agent',
  },
  failures: {
    name: 'netsteward_scrape_failures_total',
    type: 'counter',
    help: 'Requests for the metrics page that were not answered in full, by cause: error (of the agent) or aborted (by the client).',
    labels: ['cause'],
    source: 'agent',
  },
  duration: {
    name: 'netsteward_scrape_duration_seconds',
    type: 'gauge',
    help: 'Time from the last fully answered request for the metrics page to its end, waiting for the network included.',
    labels: [],
    source: 'agent',
  },
  size: {
    name: 'netsteward_scrape_size_bytes',
    type: 'gauge',
    help: 'Size of the last fully answered metrics page before compression.',
    labels: [],
    source: 'agent',
  },
  leftOut: {
    name: 'netsteward_scrape_left_out_points',
    type: 'gauge',
    help: 'Points that the last metrics page could not hold because they contradict others or their definition; anything but 0 is a defect of the agent, told in its log.',
    labels: [],
    source: 'agent',
  },
});

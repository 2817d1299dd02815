import { defineMetrics } from '../../core/metric.ts';

export const streamMetrics = defineMetrics({
  readers: {
    name: 'netsteward_stream_readers',
    type: 'gauge',
    help: 'Readers of the event stream.',
    labels: [],
    source: 'agent',
  },
  sent: {
    name: 'netsteward_stream_events_sent_total',
    type: 'counter',
    help: 'Events given to readers of the event stream, counted for each reader.',
    labels: [],
    source: 'agent',
  },
  refused: {
    name: 'netsteward_stream_readers_refused_total',
    type: 'counter',
    help: 'Readers that were told to come again because there were too many.',
    labels: [],
    source: 'agent',
  },
  cut: {
    name: 'netsteward_stream_readers_cut_total',
    type: 'counter',
    help: 'Readers that were cut off, by cause: slow (too many events waited for it) or store (the events could not be read).',
    labels: ['cause'],
    source: 'agent',
  },
});

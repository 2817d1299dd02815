import type { Row } from '../../model/board.ts';
import { grownIn } from '../../model/grown-in.ts';

export const tellingRow: Row = {
  title: 'What it tells',
  panels: [
    {
      kind: 'graph',
      title: 'Events in 5 minutes',
      about: 'Events recorded, by severity. A storm of them names what flaps: see the types below.',
      queries: [{ expr: `sum by (severity) (${grownIn('netsteward_events_total', '5m')})`, legend: '{{severity}}' }],
      stacked: true,
    },
    {
      kind: 'bars',
      title: 'Kinds of events',
      about: 'The ten most frequent since the agent started.',
      queries: [{ expr: 'topk(10, sum by (type) (netsteward_events_total))', legend: '{{type}}' }],
    },
    {
      kind: 'graph',
      title: 'Store',
      about: 'Size of the event store. It is kept within events.max_size.',
      queries: [{ expr: 'netsteward_store_size_bytes', legend: 'store' }],
      unit: 'bytes',
    },
    {
      kind: 'graph',
      title: 'Events in the store',
      about: 'How many events are kept, and how many are in memory only, because the store can not be written.',
      queries: [
        { expr: 'netsteward_store_events', legend: 'events' },
        { expr: 'netsteward_store_unwritten_events', legend: 'not written' },
      ],
      alerts: ['EventsUnwritten'],
    },
    {
      kind: 'graph',
      title: 'Events dropped in 15 minutes',
      about: 'The bounds of the store forced them out before a receiver had them.',
      queries: [{ expr: 'increase(netsteward_events_dropped_total[15m])', legend: '{{receiver}}' }],
      thresholds: ['EventsDropped'],
      quiet: {
        why: 'there is no receiver that can lose something.',
        shownBy: ['netsteward_events_dropped_total{receiver="mqtt"} 0+1x20'],
      },
    },
    {
      kind: 'graph',
      title: 'Scrapes',
      about: 'Answered requests for the metrics page by format, and those that were not answered in full.',
      queries: [
        { expr: 'rate(netsteward_scrapes_total[$__rate_interval])', legend: '{{format}}' },
        { expr: 'rate(netsteward_scrape_failures_total[$__rate_interval])', legend: 'failed: {{cause}}' },
      ],
      unit: 'ops',
      alerts: ['ScrapesFailing'],
    },
    {
      kind: 'graph',
      title: 'Size and time of a scrape',
      about: 'Size of the last metrics page, and series that Prometheus took from it.',
      queries: [
        { expr: 'netsteward_scrape_size_bytes', legend: 'bytes' },
        { expr: 'scrape_samples_scraped', legend: 'series' },
      ],
    },
    {
      kind: 'graph',
      title: 'Time of a scrape',
      about: 'As the agent measures it, and as Prometheus does.',
      queries: [
        { expr: 'netsteward_scrape_duration_seconds', legend: 'agent' },
        { expr: 'scrape_duration_seconds', legend: 'Prometheus' },
      ],
      unit: 's',
    },
    {
      kind: 'graph',
      title: 'Points left out of a scrape',
      about: 'Anything but 0 is a defect of the agent: report it with its log.',
      queries: [{ expr: 'netsteward_scrape_left_out_points', legend: 'points' }],
    },
  ],
};

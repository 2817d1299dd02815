import type { Row } from '../../model/board.ts';
import { grownIn } from '../../model/grown-in.ts';
import { alertTable, firing } from '../alert-tables.ts';

export const wrongRow: Row = {
  title: 'Wrong now',
  panels: [
    {
      kind: 'stat',
      title: 'Critical',
      about: 'Alerts that fire and are worth getting up for. The table below says which.',
      queries: [{ expr: firing('critical') }],
      alarm: 'critical',
      leads: 'alerts',
    },
    {
      kind: 'stat',
      title: 'Warnings',
      about: 'Alerts that fire and are for today.',
      queries: [{ expr: firing('warning') }],
      alarm: 'warning',
      leads: 'alerts',
    },
    {
      kind: 'stat',
      title: 'Cannot be seen',
      about: 'Collectors that failed or see only a part. What they watch may be worse than it looks.',
      queries: [{ expr: 'sum(netsteward_collector_outcome{outcome=~"failed|partial"})' }],
      alarm: 'warning',
      alerts: ['CollectorFailed', 'CollectorPartial'],
      leads: 'agent',
    },
    {
      kind: 'stat',
      title: 'The agent',
      about: 'Whether Prometheus reaches the agent. When not, everything here is old.',
      queries: [{ expr: 'up' }],
      words: [
        ['away', 'critical'],
        ['answers', 'good'],
      ],
      leads: 'agent',
    },
    {
      kind: 'stat',
      title: 'Events in an hour',
      about: 'Warnings and worse. Many of them are something that flaps.',
      queries: [
        {
          expr: `sum(${grownIn('netsteward_events_total{severity=~"warning|critical"}', '1h')}) or 0 * sum(netsteward_store_events)`,
        },
      ],
      leads: 'agent',
    },
    {
      kind: 'stat',
      title: 'Silences',
      about: 'Alerts that a silence holds are told to nobody.',
      queries: [{ expr: 'netsteward_alert_silences' }],
      alarm: 'info',
      leads: 'alerts',
    },
    alertTable('What is wrong', 'Every alert that fires on this host. The runbook says what to do.', 'firing'),
  ],
};

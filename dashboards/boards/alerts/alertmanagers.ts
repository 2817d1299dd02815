import type { Row } from '../../model/board.ts';

export const alertmanagersRow: Row = {
  title: 'From and to Alertmanagers',
  folded: true,
  panels: [
    {
      kind: 'graph',
      title: 'Alerts that others told',
      about: 'Firing alerts that Alertmanagers have delivered to this agent.',
      queries: [{ expr: 'netsteward_received_alerts', legend: 'alerts' }],
      quiet: {
        why: 'the webhook is off (alerts.webhook.enabled).',
        shownBy: ['netsteward_received_alerts 2x20'],
      },
    },
    {
      kind: 'graph',
      title: 'Deliveries',
      about: 'By what became of them. Refused ones: see the token, or what is in them, in the log.',
      queries: [
        {
          expr: 'rate(netsteward_received_alert_deliveries_total[$__rate_interval])',
          legend: '{{outcome}}',
        },
      ],
      unit: 'ops',
      quiet: {
        why: 'the webhook is off, or nothing was delivered.',
        shownBy: ['netsteward_received_alert_deliveries_total{outcome="taken"} 0+1x20'],
      },
    },
    {
      kind: 'states',
      title: 'Alertmanagers',
      about: 'Whether the last request to each Alertmanager went well.',
      queries: [{ expr: 'netsteward_alertmanager_up', legend: '{{alertmanager}}' }],
      words: [
        ['down', 'critical'],
        ['up', 'good'],
      ],
      width: 8,
      quiet: {
        why: 'no Alertmanager is set up.',
        shownBy: ['netsteward_alertmanager_up{alertmanager="http://am:9093"} 1x20'],
      },
    },
    {
      kind: 'graph',
      title: 'Sent to Alertmanagers',
      about: 'Alerts that were taken, errors, and alerts for which there was no room.',
      queries: [
        {
          expr: 'rate(netsteward_alertmanager_alerts_sent_total[$__rate_interval])',
          legend: '{{alertmanager}} taken',
        },
        {
          expr: 'rate(netsteward_alertmanager_errors_total[$__rate_interval])',
          legend: '{{alertmanager}} errors',
        },
        {
          expr: 'rate(netsteward_alertmanager_alerts_dropped_total[$__rate_interval])',
          legend: '{{alertmanager}} dropped',
        },
      ],
      unit: 'ops',
      quiet: {
        why: 'no Alertmanager is set up.',
        shownBy: ['netsteward_alertmanager_alerts_sent_total{alertmanager="http://am:9093"} 0+1x20'],
      },
    },
    {
      kind: 'graph',
      title: 'Waiting for Alertmanagers',
      about: 'Alerts that are to be sent and were not taken yet.',
      queries: [{ expr: 'netsteward_alertmanager_alerts_pending', legend: '{{alertmanager}}' }],
      quiet: {
        why: 'no Alertmanager is set up.',
        shownBy: ['netsteward_alertmanager_alerts_pending{alertmanager="http://am:9093"} 1x20'],
      },
    },
    {
      kind: 'graph',
      title: 'Time of requests to Alertmanagers',
      about: 'The slowest of twenty requests takes at least this long.',
      queries: [
        {
          expr: 'histogram_quantile(0.95, rate(netsteward_alertmanager_request_duration_seconds_bucket[$__rate_interval]))',
          legend: '{{alertmanager}}',
        },
      ],
      unit: 's',
      quiet: {
        why: 'no Alertmanager is set up.',
        shownBy: [
          'netsteward_alertmanager_request_duration_seconds_bucket{alertmanager="http://am:9093",le="0.1"} 0+1x20',
          'netsteward_alertmanager_request_duration_seconds_bucket{alertmanager="http://am:9093",le="+Inf"} 0+1x20',
        ],
      },
    },
  ],
};

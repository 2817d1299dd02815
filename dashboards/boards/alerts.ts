import type { Board } from '../model/board.ts';
import { grownIn } from '../model/grown-in.ts';
import { actionsOverTimeRow, actionsRow } from './actions.ts';
import { alertTable, firing } from './alert-tables.ts';

export const alerts: Board = {
  name: 'alerts',
  title: 'Alerts and actions',
  about:
    'What fires on a host and since when, what is about to, what nobody can tell; what was done about it, what was refused and why; and what others told.',
  scope: 'host',
  filters: [{ name: 'action', label: 'Action', metric: 'netsteward_action_mode', of: 'action' }],
  rows: [
    {
      title: 'Alerts now',
      panels: [
        {
          kind: 'stat',
          title: 'Critical',
          about: 'Alerts that fire and are worth getting up for.',
          queries: [{ expr: firing('critical') }],
          alarm: 'critical',
        },
        {
          kind: 'stat',
          title: 'Warnings',
          about: 'Alerts that fire and are for today.',
          queries: [{ expr: firing('warning') }],
          alarm: 'warning',
        },
        {
          kind: 'stat',
          title: 'Good to know',
          about: 'Alerts that fire for information.',
          queries: [{ expr: firing('info') }],
          alarm: 'info',
        },
        {
          kind: 'stat',
          title: 'Rules that see nothing',
          about: 'Rules whose collector failed: their alerts neither fire nor end. Mend the collector first.',
          queries: [{ expr: 'netsteward_alert_rules{state="unknown"}' }],
          alarm: 'warning',
          alerts: ['CollectorFailed'],
        },
        {
          kind: 'stat',
          title: 'Rules in error',
          about: 'Rules whose last evaluation was an error.',
          queries: [{ expr: 'netsteward_alert_rules{state="failed"}' }],
          alarm: 'warning',
          alerts: ['AlertRulesFailing'],
        },
        {
          kind: 'stat',
          title: 'Silences',
          about:
            'Silences in force on this host: what they hold is told to nobody. `netsteward silence list` shows them.',
          queries: [{ expr: 'netsteward_alert_silences' }],
          alarm: 'info',
        },
        alertTable('Firing', 'What fires, with what it is about. The runbook says what to do.', 'firing'),
        alertTable('Pending', 'What will fire if it lasts.', 'pending', { height: 6 }),
      ],
    },
    actionsRow,
    {
      title: 'Alerts over time',
      panels: [
        {
          kind: 'states',
          title: 'When each alert fired',
          about: 'Each line is a kind of alert; gaps are when it did not fire.',
          queries: [
            {
              expr: 'max by (alertname, severity) (netsteward_alerts{alertstate="firing"})',
              legend: '{{alertname}} ({{severity}})',
            },
          ],
          words: [
            ['', 'plain'],
            ['fires', 'critical'],
          ],
          width: 24,
          quiet: {
            why: 'nothing fired.',
            shownBy: ['netsteward_alerts{alertname="BondDown",alertstate="firing",severity="critical"} 1x20'],
          },
        },
        {
          kind: 'graph',
          title: 'Alerts by severity',
          about: 'How many alerts fire, by how bad they are.',
          queries: (['critical', 'warning', 'info'] as const).map((severity) => ({
            expr: firing(severity),
            legend: severity,
          })),
          stacked: true,
        },
        {
          kind: 'graph',
          title: 'Events told of alerts',
          about: 'What happened to alerts in 15 minutes: pending, firing, resolved, flapping, unknown, silenced.',
          queries: [
            {
              expr: grownIn('netsteward_events_total{type=~"netsteward\\\\.alert\\\\..*"}', '15m'),
              legend: '{{type}}',
            },
          ],
          quiet: {
            why: 'nothing happened to alerts since the agent started.',
            shownBy: ['netsteward_events_total{type="netsteward.alert.firing",severity="critical"} 0+1x20'],
          },
        },
        {
          kind: 'graph',
          title: 'Rules',
          about: 'Rules in force, by whether all is well with them.',
          queries: [{ expr: 'netsteward_alert_rules', legend: '{{state}}' }],
          alerts: ['AlertRulesFailing'],
          stacked: true,
        },
      ],
    },
    actionsOverTimeRow,
    {
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
    },
  ],
};

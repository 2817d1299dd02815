import type { Row } from '../../model/board.ts';
import { grownIn } from '../../model/grown-in.ts';
import { firing } from '../alert-tables.ts';

export const overTimeRow: Row = {
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
};

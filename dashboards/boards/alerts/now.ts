import type { Row } from '../../model/board.ts';
import { alertTable, firing } from '../alert-tables.ts';

export const nowRow: Row = {
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
      about: 'Silences in force on this host: what they hold is told to nobody. `netsteward silence list` shows them.',
      queries: [{ expr: 'netsteward_alert_silences' }],
      alarm: 'info',
    },
    alertTable('Firing', 'What fires, with what it is about. The runbook says what to do.', 'firing'),
    alertTable('Pending', 'What will fire if it lasts.', 'pending', { height: 6 }),
  ],
};

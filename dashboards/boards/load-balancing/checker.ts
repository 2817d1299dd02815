import type { Row } from '../../model/board.ts';

export const checkerRow: Row = {
  title: 'The checker itself',
  folded: true,
  panels: [
    {
      kind: 'graph',
      title: 'Left out, waited, not believed in 5 minutes',
      about:
        'Checks left out because the one before still ran, that waited for a socket, or whose timeout was not believed because the agent was too busy.',
      queries: [
        { expr: 'increase(netsteward_health_checker_missed_total[5m])', legend: 'left out' },
        { expr: 'increase(netsteward_health_checker_waited_total[5m])', legend: 'waited' },
        { expr: 'increase(netsteward_health_checker_untrusted_total[5m])', legend: 'not believed' },
      ],
      alerts: ['HealthCheckerLate', 'HealthCheckerShortOfSockets'],
    },
    {
      kind: 'graph',
      title: 'Sockets',
      about: 'Open for checks, and how many may be.',
      queries: [
        { expr: 'netsteward_health_checker_open_sockets', legend: 'open' },
        { expr: 'netsteward_health_checker_open_sockets_limit', legend: 'limit' },
      ],
    },
    {
      kind: 'graph',
      title: 'Lateness',
      about: 'By how much the clock of the checker was late at worst between two readings.',
      queries: [{ expr: 'netsteward_health_checker_lateness_seconds', legend: 'late by' }],
      unit: 's',
    },
    {
      kind: 'graph',
      title: 'Deaths in 15 minutes',
      about: 'How often the checker died and began anew.',
      queries: [{ expr: 'increase(netsteward_health_checker_losses_total[15m])', legend: 'deaths' }],
      thresholds: ['HealthCheckerDying'],
    },
  ],
};

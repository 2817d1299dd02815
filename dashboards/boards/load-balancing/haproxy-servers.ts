import { asNumber } from '../../model/as-number.ts';
import type { Row } from '../../model/board.ts';
import { upDown } from '../words.ts';
import { BACKEND, SERVER } from './haproxy-terms.ts';

const serverStates = asNumber(
  'netsteward_haproxy_server_state',
  'state',
  [
    ['DOWN', 'critical'],
    ['MAINT', 'info'],
    ['DRAIN', 'info'],
    ['NOLB', 'warning'],
    ['UP', 'good'],
    ['NO_CHECK', 'good'],
  ],
  { matchers: BACKEND, legend: SERVER },
);

export const serverRow: Row = {
  title: 'HAProxy: servers and backends',
  panels: [
    {
      kind: 'states',
      title: 'Servers',
      about: 'State of each server over time.',
      ...serverStates,
      alerts: ['HaproxyServerDown', 'HaproxyServerFlapping'],
    },
    {
      kind: 'states',
      title: 'Backends',
      about: 'Whether a backend has a server that it can use.',
      queries: [{ expr: `netsteward_haproxy_backend_up{${BACKEND}}`, legend: '{{process}} {{backend}}' }],
      words: upDown,
      alerts: ['HaproxyBackendDown'],
      width: 6,
    },
    {
      kind: 'graph',
      title: 'Usable servers',
      about: 'Active and backup servers that can be used.',
      queries: [
        { expr: `netsteward_haproxy_backend_active_servers{${BACKEND}}`, legend: '{{backend}} active' },
        { expr: `netsteward_haproxy_backend_backup_servers{${BACKEND}}`, legend: '{{backend}} backup' },
      ],
      alerts: ['HaproxyOnBackupServers'],
      width: 6,
    },
    {
      kind: 'table',
      title: 'Checks of servers',
      about: 'How the last check of each server ended, how long it took, and how long the server has been as it is.',
      queries: [
        { expr: `netsteward_haproxy_server_check_status{${BACKEND}}`, legend: 'info' },
        { expr: `netsteward_haproxy_server_up{${BACKEND}}`, legend: 'gets sessions' },
        { expr: `netsteward_haproxy_server_check_duration_seconds{${BACKEND}}`, legend: 'took' },
        { expr: `netsteward_haproxy_server_last_change_seconds{${BACKEND}}`, legend: 'unchanged for' },
        { expr: `netsteward_haproxy_server_weight{${BACKEND}}`, legend: 'weight' },
        { expr: `netsteward_haproxy_server_check_code{${BACKEND}}`, legend: 'code' },
      ],
      columns: [
        { of: 'process' },
        { of: 'backend' },
        { of: 'server' },
        {
          of: 'gets sessions',
          words: [
            ['no', 'warning'],
            ['yes', 'good'],
          ],
        },
        { of: 'status', title: 'last check' },
        { of: 'code' },
        { of: 'took', unit: 's' },
        { of: 'unchanged for', unit: 's' },
        { of: 'weight' },
      ],
      width: 16,
    },
    {
      kind: 'graph',
      title: 'Checks failed in 5 minutes',
      about: 'While the server was up: not often enough in a row to take it out, and clients meet the same failures.',
      queries: [
        { expr: `topk(20, increase(netsteward_haproxy_server_check_failures_total{${BACKEND}}[5m]))`, legend: SERVER },
      ],
      thresholds: ['HaproxyChecksFailing'],
    },
    {
      kind: 'graph',
      title: 'Went down in 15 minutes',
      about: 'How often each server went down.',
      queries: [{ expr: `topk(20, increase(netsteward_haproxy_server_down_total{${BACKEND}}[15m]))`, legend: SERVER }],
      thresholds: ['HaproxyServerFlapping'],
    },
    {
      kind: 'graph',
      title: 'Time down',
      about: 'Share of the time that a backend was down.',
      queries: [
        {
          expr: `rate(netsteward_haproxy_backend_downtime_seconds_total{${BACKEND}}[$__rate_interval])`,
          legend: '{{backend}}',
        },
      ],
      unit: 'percentunit',
    },
    {
      kind: 'graph',
      title: 'Waiting for a server',
      about: 'Requests in the queue of each backend: its servers have as many as they may.',
      queries: [{ expr: `netsteward_haproxy_backend_queue{${BACKEND}}`, legend: '{{backend}}' }],
      thresholds: ['HaproxyQueueing'],
    },
  ],
};

import type { Row } from '../../model/board.ts';
import { BACKEND, back, FRONT, front, process } from './haproxy-terms.ts';

export const trafficRow: Row = {
  title: 'HAProxy: traffic',
  panels: [
    {
      kind: 'graph',
      title: 'Connections of the process, share',
      about: 'Of the connections that it may have (maxconn).',
      queries: [{ expr: `${process('current_connections')} / ${process('connections_limit')}`, legend: '{{process}}' }],
      unit: 'percentunit',
      thresholds: ['HaproxyConnectionsFilling', 'HaproxyConnectionsExhausted'],
    },
    {
      kind: 'graph',
      title: 'Sessions of frontends',
      about: 'Sessions now, and how many there may be. At the limit a frontend takes no more.',
      queries: [
        { expr: 'netsteward_haproxy_frontend_current_sessions', legend: FRONT },
        { expr: 'netsteward_haproxy_frontend_sessions_limit', legend: `${FRONT} limit` },
      ],
      alerts: ['HaproxyFrontendFull'],
    },
    {
      kind: 'graph',
      title: 'Sessions of backends',
      about: 'Sessions now, and new ones a second.',
      queries: [
        { expr: `netsteward_haproxy_backend_current_sessions{${BACKEND}}`, legend: '{{backend}} now' },
        { expr: back('sessions'), legend: '{{backend}} new a second' },
      ],
    },
    {
      kind: 'graph',
      title: 'Requests',
      about: 'HTTP requests a second of frontends, those answered by HAProxy itself, and new sessions.',
      queries: [
        { expr: front('http_requests'), legend: `${FRONT} requests` },
        { expr: front('http_intercepted'), legend: `${FRONT} answered itself` },
        { expr: front('sessions'), legend: `${FRONT} sessions` },
        { expr: front('connections'), legend: `${FRONT} connections` },
      ],
      unit: 'reqps',
    },
    {
      kind: 'graph',
      title: 'Responses of frontends by code',
      about: 'HTTP responses by class of status code.',
      queries: [
        {
          expr: 'sum without (process) (rate(netsteward_haproxy_frontend_http_responses_total[$__rate_interval]))',
          legend: '{{frontend}} {{code}}',
        },
      ],
      unit: 'reqps',
      stacked: true,
    },
    {
      kind: 'graph',
      title: 'Responses of backends by code',
      about: '5xx: the servers fail. Compare with the servers.',
      queries: [
        {
          expr: `sum without (process) (rate(netsteward_haproxy_backend_http_responses_total{${BACKEND}}[$__rate_interval]))`,
          legend: '{{backend}} {{code}}',
        },
      ],
      unit: 'reqps',
      stacked: true,
    },
    {
      kind: 'graph',
      title: 'Bytes of frontends',
      about: 'Bytes of requests and responses.',
      queries: [
        { expr: front('bytes_in'), legend: `${FRONT} in` },
        { expr: front('bytes_out'), legend: `${FRONT} out` },
      ],
      unit: 'Bps',
    },
    {
      kind: 'graph',
      title: 'Bytes of backends',
      about: 'Bytes of requests and responses.',
      queries: [
        { expr: back('bytes_in'), legend: '{{backend}} in' },
        { expr: back('bytes_out'), legend: '{{backend}} out' },
      ],
      unit: 'Bps',
    },
    {
      kind: 'graph',
      title: 'Times of backends',
      about: 'In the queue, to connect, to the response and in all, on average over the last 1024 sessions.',
      queries: ['queue', 'connect', 'response', 'session'].map((what) => ({
        expr: `netsteward_haproxy_backend_${what}_time_average_seconds{${BACKEND}}`,
        legend: `{{backend}} ${what}`,
      })),
      unit: 's',
    },
  ],
};

import type { Row } from '../../model/board.ts';
import { BACKEND, back, FRONT, front, SERVER } from './haproxy-terms.ts';

const server = (what: string): string =>
  `topk(20, rate(netsteward_haproxy_server_${what}_total{${BACKEND}}[$__rate_interval]))`;

export const troubleRow: Row = {
  title: 'HAProxy: errors',
  folded: true,
  panels: [
    {
      kind: 'graph',
      title: 'No connection to a server',
      about: 'Requests a second that found none.',
      queries: [
        { expr: `rate(netsteward_haproxy_backend_connection_errors_total{${BACKEND}}[5m])`, legend: '{{backend}}' },
      ],
      unit: 'reqps',
      thresholds: ['HaproxyConnectionErrors'],
    },
    {
      kind: 'graph',
      title: 'Errors',
      about: 'Broken or late requests, broken responses, errors inside HAProxy.',
      queries: [
        { expr: front('request_errors'), legend: `${FRONT} requests` },
        { expr: back('response_errors'), legend: '{{backend}} responses' },
        { expr: front('internal_errors'), legend: `${FRONT} inside` },
        { expr: back('internal_errors'), legend: '{{backend}} inside' },
        { expr: front('failed_header_rewriting'), legend: `${FRONT} headers` },
      ],
      unit: 'ops',
    },
    {
      kind: 'graph',
      title: 'Denied',
      about: 'Connections, sessions, requests and responses that a rule denied.',
      queries: [
        { expr: front('connections_denied'), legend: `${FRONT} connections` },
        { expr: front('sessions_denied'), legend: `${FRONT} sessions` },
        { expr: front('requests_denied'), legend: `${FRONT} requests` },
        { expr: front('responses_denied'), legend: `${FRONT} responses` },
        { expr: back('responses_denied'), legend: '{{backend}} responses' },
      ],
      unit: 'ops',
    },
    {
      kind: 'graph',
      title: 'Tried again, sent elsewhere',
      about: 'Connections tried again, and requests sent to another server: a server that is about to fail.',
      queries: [
        { expr: back('retries'), legend: '{{backend}} again' },
        { expr: back('redispatches'), legend: '{{backend}} elsewhere' },
      ],
      unit: 'ops',
    },
    {
      kind: 'graph',
      title: 'Given up',
      about: 'Transfers that the client or the server gave up.',
      queries: [
        { expr: back('client_aborts'), legend: '{{backend}} client' },
        { expr: back('server_aborts'), legend: '{{backend}} server' },
      ],
      unit: 'ops',
    },
    {
      kind: 'graph',
      title: 'TLS handshakes that failed',
      about: 'Of clients and towards servers.',
      queries: [
        { expr: front('ssl_failed_handshakes'), legend: FRONT },
        { expr: back('ssl_failed_handshakes'), legend: '{{backend}}' },
      ],
      unit: 'ops',
      quiet: {
        why: 'this version does not count them.',
        shownBy: ['netsteward_haproxy_frontend_ssl_failed_handshakes_total{frontend="web"} 0+9x20'],
      },
    },
    {
      kind: 'graph',
      title: 'Requests by server',
      about: 'How load balancing spreads them, the twenty busiest servers.',
      queries: [{ expr: server('selected'), legend: SERVER }],
      unit: 'reqps',
    },
    {
      kind: 'graph',
      title: 'Responses with 5xx by server',
      about: 'Which server fails.',
      queries: [
        {
          expr: `topk(20, rate(netsteward_haproxy_server_http_responses_total{${BACKEND},code="5xx"}[$__rate_interval]))`,
          legend: SERVER,
        },
      ],
      unit: 'reqps',
    },
    {
      kind: 'graph',
      title: 'Response time by server',
      about: 'On average over the last 1024 sessions, the slowest twenty.',
      queries: [
        { expr: `topk(20, netsteward_haproxy_server_response_time_average_seconds{${BACKEND}})`, legend: SERVER },
      ],
      unit: 's',
    },
    {
      kind: 'graph',
      title: 'Connections to servers',
      about: 'Tried, and used again.',
      queries: [
        { expr: back('connection_attempts'), legend: '{{backend}} tried' },
        { expr: back('connection_reuses'), legend: '{{backend}} used again' },
      ],
      unit: 'ops',
    },
    {
      kind: 'graph',
      title: 'Idle connections to servers',
      about: 'Idle ones that can be used again, and those in use.',
      queries: [
        { expr: `topk(20, netsteward_haproxy_server_idle_connections{${BACKEND}})`, legend: `${SERVER} idle` },
        { expr: `topk(20, netsteward_haproxy_server_used_connections{${BACKEND}})`, legend: `${SERVER} in use` },
      ],
    },
  ],
};

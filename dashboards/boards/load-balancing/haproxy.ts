import { asNumber } from '../../model/as-number.ts';
import type { Panel, Row } from '../../model/board.ts';
import { upDown } from '../words.ts';

const BACKEND = 'backend=~"$backend"';
const SERVER = '{{backend}} {{server}}';
const FRONT = '{{process}} {{frontend}}';
const back = (what: string): string => `rate(netsteward_haproxy_backend_${what}_total{${BACKEND}}[$__rate_interval])`;
const front = (what: string): string => `rate(netsteward_haproxy_frontend_${what}_total[$__rate_interval])`;
const server = (what: string): string =>
  `topk(20, rate(netsteward_haproxy_server_${what}_total{${BACKEND}}[$__rate_interval]))`;
const process = (what: string): string => `netsteward_haproxy_process_${what}`;

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

type Part = readonly [expr: string, name: string, rare?: string];

const processGraph = (title: string, about: string, parts: readonly Part[], unit: Panel['unit'] = 'short'): Panel => ({
  kind: 'graph',
  title,
  about,
  queries: parts.map(([expr, name, rare]) => ({
    expr,
    legend: `{{process}} ${name}`,
    ...(rare === undefined ? {} : { rare }),
  })),
  unit,
});
const rated = (what: string): string => `rate(${process(what)}_total[$__rate_interval])`;

export const processRow: Row = {
  title: 'HAProxy: the process',
  folded: true,
  panels: [
    {
      kind: 'table',
      title: 'Processes',
      about: 'Every process, by the name of its socket, and whether it answers.',
      queries: [
        { expr: process('state'), legend: 'info' },
        { expr: process('uptime_seconds'), legend: 'up for' },
        { expr: process('threads'), legend: 'threads' },
        { expr: process('listeners'), legend: 'listeners' },
        {
          expr: `${process('uptime_seconds')} * 0 + on (job, instance, process) group_left (version) ${process('info')}`,
          legend: 'version info',
        },
      ],
      columns: [
        { of: 'process' },
        { of: 'state' },
        { of: 'version' },
        { of: 'up for', unit: 's' },
        { of: 'threads' },
        { of: 'listeners' },
      ],
      alerts: ['HaproxyDown'],
      width: 12,
    },
    {
      kind: 'graph',
      title: 'Master',
      about: 'Workers, old ones that still finish sessions, and reloads that failed.',
      queries: [
        { expr: 'netsteward_haproxy_master_workers', legend: '{{master}} workers' },
        { expr: 'netsteward_haproxy_master_old_workers', legend: '{{master}} old workers' },
        { expr: 'netsteward_haproxy_master_failed_reloads', legend: '{{master}} failed reloads' },
        { expr: 'increase(netsteward_haproxy_master_reloads_total[1h])', legend: '{{master}} reloads in an hour' },
      ],
      alerts: ['HaproxyReloadFailed'],
      width: 12,
    },
    processGraph(
      'Idle',
      'Share of the last second that it waited for something to do: near 0 it is at its end.',
      [[process('idle_ratio'), 'idle']],
      'percentunit',
    ),
    processGraph('Connections and limit', 'Connections of clients now, and how many there may be.', [
      [process('current_connections'), 'now'],
      [process('connections_limit'), 'limit'],
      [process('connections_hard_limit'), 'limit at the start'],
    ]),
    processGraph(
      'Connections and requests',
      'New ones a second.',
      [
        [rated('connections'), 'connections'],
        [rated('requests'), 'requests'],
        [process('session_rate'), 'sessions'],
      ],
      'ops',
    ),
    processGraph('TLS', 'TLS connections now, new ones, and keys computed.', [
      [process('current_ssl_connections'), 'now'],
      [rated('ssl_connections'), 'new a second'],
      [process('frontend_ssl_key_rate'), 'keys for clients a second'],
      [process('backend_ssl_key_rate'), 'keys for servers a second'],
    ]),
    processGraph(
      'TLS sessions taken up again',
      'Share of the sessions of clients, and misses of the cache.',
      [
        [process('frontend_ssl_reuse_ratio'), 'taken up'],
        [`${rated('ssl_cache_misses')} / (${rated('ssl_cache_lookups')} > 0)`, 'missed by the cache'],
      ],
      'percentunit',
    ),
    processGraph(
      'Compression',
      'Bytes a second that went in and came out.',
      [
        [process('compression_in_rate_bytes'), 'in'],
        [process('compression_out_rate_bytes'), 'out'],
        [process('compression_rate_limit_bytes'), 'limit', 'most processes have no such limit'],
      ],
      'Bps',
    ),
    processGraph(
      'Memory of pools',
      'Allocated and in use.',
      [
        [process('pool_allocated_bytes'), 'allocated'],
        [process('pool_used_bytes'), 'in use'],
        [process('zlib_memory_bytes'), 'zlib', 'only told when built with zlib'],
      ],
      'bytes',
    ),
    processGraph(
      'Memory not had',
      'Times that a pool could not get memory.',
      [[rated('pool_failures'), 'failures']],
      'ops',
    ),
    processGraph('Tasks', 'Tasks that there are, and that could run now. A long run queue: too little CPU.', [
      [process('tasks'), 'all'],
      [process('run_queue'), 'could run'],
      [process('jobs'), 'jobs'],
    ]),
    processGraph('Pipes', 'Pipes for splicing.', [
      [process('pipes_used'), 'used'],
      [process('pipes_free'), 'free'],
      [process('pipes_limit'), 'limit'],
    ]),
    processGraph('Peers', 'Peers with which tables are exchanged.', [
      [process('active_peers'), 'active'],
      [process('connected_peers'), 'connected'],
    ]),
    processGraph(
      'Lost log lines and names',
      'Log lines that could not be sent, and names that could not be resolved.',
      [
        [rated('dropped_logs'), 'log lines'],
        [rated('failed_resolutions'), 'names'],
      ],
      'ops',
    ),
    processGraph(
      'Bytes sent',
      'And of them by splicing.',
      [
        [rated('bytes_out'), 'sent'],
        [rated('spliced_bytes_out'), 'spliced'],
      ],
      'Bps',
    ),
    {
      kind: 'graph',
      title: 'HTTP cache and compression of frontends',
      about: 'Look-ups in the cache, hits, and what compression did.',
      queries: [
        { expr: front('http_cache_lookups'), legend: `${FRONT} look-ups` },
        { expr: front('http_cache_hits'), legend: `${FRONT} hits` },
        { expr: front('compressed_responses'), legend: `${FRONT} compressed` },
      ],
      unit: 'ops',
    },
  ],
};

import type { Panel, Row } from '../../model/board.ts';
import { FRONT, front, process } from './haproxy-terms.ts';

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

import { defineMetrics, type MetricDefinition } from '../../../core/metric.ts';

/** A figure of `show info`: its name there (the first that a version has), and what one of it is in the metric's unit. */
export type ProcessFigure = {
  readonly from: readonly string[];
  readonly scale?: number;
  /** Whether 0 says that there is no limit, so that there is nothing to tell. */
  readonly zeroIsNone?: true;
  readonly definition: MetricDefinition;
};

const MIB = 1024 * 1024;

export const processMetrics = defineMetrics({
  info: {
    name: 'netsteward_haproxy_process_info',
    type: 'gauge',
    help: "Always 1. A process of HAProxy that answers, by the name of its socket's file; with several processes (nbproc) its number stands behind it.",
    labels: ['process', 'version', 'node', 'description'],
    source: 'show info Version, node, description',
  },
  state: {
    name: 'netsteward_haproxy_process_state',
    type: 'gauge',
    help: 'Always 1. The state is running, stopping (it only finishes what it has), silent (it did not answer in time) or gone.',
    labels: ['process', 'state'],
    source: 'show info Stopping, or no answer to it',
  },
  workers: {
    name: 'netsteward_haproxy_master_workers',
    type: 'gauge',
    help: 'Workers of a master process.',
    labels: ['master'],
    source: 'show proc',
  },
  oldWorkers: {
    name: 'netsteward_haproxy_master_old_workers',
    type: 'gauge',
    help: 'Workers of earlier configurations that still finish sessions.',
    labels: ['master'],
    source: 'show proc',
  },
  reloads: {
    name: 'netsteward_haproxy_master_reloads_total',
    type: 'counter',
    help: 'Times that a master process has started its workers anew.',
    labels: ['master'],
    source: 'show proc reloads',
  },
  failedReloads: {
    name: 'netsteward_haproxy_master_failed_reloads',
    type: 'gauge',
    help: 'Reloads that failed since the last that worked: the old configuration is still in force. Known from version 2.6 on.',
    labels: ['master'],
    source: 'show proc reloads',
  },
});

export const processFigures: readonly ProcessFigure[] = [
  gauge('uptime_seconds', 'Uptime_sec', 'Time since the process was started.'),
  gauge('start_time_seconds', 'Start_time_sec', 'When the process was started, in seconds since 1970.'),
  gauge('threads', 'Nbthread', 'Threads of the process.'),
  {
    ...gauge('memory_limit_bytes', 'Memmax_bytes', 'Most memory that it may take. Left out where there is no limit.'),
    zeroIsNone: true,
  },
  gauge('pool_allocated_bytes', 'PoolAlloc_bytes', 'Memory of its pools.'),
  gauge('pool_used_bytes', 'PoolUsed_bytes', 'Memory of its pools that is in use.'),
  counter('pool_failures', 'PoolFailed', 'Times that a pool could not get memory.'),
  gauge('open_files_limit', 'Ulimit-n', 'Most files that it may have open.'),
  gauge('sockets_limit', 'Maxsock', 'Most sockets that it may have open.'),
  gauge('connections_limit', 'Maxconn', 'Most connections at once (maxconn).'),
  gauge('connections_hard_limit', 'Hard_maxconn', 'Most connections at once that were set at the start.'),
  gauge('current_connections', 'CurrConns', 'Connections of clients now.'),
  counter('connections', 'CumConns', 'Connections of clients.'),
  counter('requests', 'CumReq', 'Requests of clients.'),
  limit('ssl_connections_limit', 'MaxSslConns', 'Most TLS connections at once.'),
  gauge('current_ssl_connections', 'CurrSslConns', 'TLS connections now.'),
  counter('ssl_connections', 'CumSslConns', 'TLS connections.'),
  gauge('pipes_limit', 'Maxpipes', 'Most pipes for splicing.'),
  gauge('pipes_used', 'PipesUsed', 'Pipes in use for splicing.'),
  gauge('pipes_free', 'PipesFree', 'Pipes that lie ready for splicing.'),
  gauge('connection_rate', 'ConnRate', 'Connections of clients in the last second.'),
  limit('connection_rate_limit', 'ConnRateLimit', 'Most connections a second.'),
  gauge('connection_rate_max', 'MaxConnRate', 'Most connections that there were in a second.'),
  gauge('session_rate', 'SessRate', 'Sessions in the last second.'),
  limit('session_rate_limit', 'SessRateLimit', 'Most sessions a second.'),
  gauge('session_rate_max', 'MaxSessRate', 'Most sessions that there were in a second.'),
  gauge('ssl_rate', 'SslRate', 'TLS sessions in the last second.'),
  limit('ssl_rate_limit', 'SslRateLimit', 'Most TLS sessions a second.'),
  gauge('ssl_rate_max', 'MaxSslRate', 'Most TLS sessions that there were in a second.'),
  gauge('frontend_ssl_key_rate', 'SslFrontendKeyRate', 'TLS keys computed for clients in the last second.'),
  gauge('frontend_ssl_key_rate_max', 'SslFrontendMaxKeyRate', 'Most TLS keys computed for clients in a second.'),
  ratio('frontend_ssl_reuse_ratio', 'SslFrontendSessionReuse_pct', 'Share of TLS sessions of clients taken up again.'),
  gauge('backend_ssl_key_rate', 'SslBackendKeyRate', 'TLS keys computed for servers in the last second.'),
  gauge('backend_ssl_key_rate_max', 'SslBackendMaxKeyRate', 'Most TLS keys computed for servers in a second.'),
  counter('ssl_cache_lookups', 'SslCacheLookups', 'Look-ups in the cache of TLS sessions.'),
  counter('ssl_cache_misses', 'SslCacheMisses', 'Look-ups in the cache of TLS sessions that found none.'),
  gauge('compression_in_rate_bytes', 'CompressBpsIn', 'Bytes that went into compression in the last second.'),
  gauge('compression_out_rate_bytes', 'CompressBpsOut', 'Bytes that came out of compression in the last second.'),
  limit('compression_rate_limit_bytes', 'CompressBpsRateLim', 'Most bytes a second that may go into compression.'),
  gauge('zlib_memory_bytes', 'ZlibMemUsage', 'Memory that zlib uses.'),
  limit('zlib_memory_limit_bytes', 'MaxZlibMemUsage', 'Most memory that zlib may use.'),
  gauge('tasks', 'Tasks', 'Tasks that there are.'),
  gauge('run_queue', 'Run_queue', 'Tasks that could run now.'),
  ratio('idle_ratio', 'Idle_pct', 'Share of the last second that it waited for something to do.'),
  gauge('stopping', 'Stopping', 'Whether it only finishes what it has. Known from version 1.9 on, as the following.'),
  gauge('jobs', 'Jobs', 'Connections, listening sockets and the like that keep it from ending.'),
  gauge('unstoppable_jobs', 'Unstoppable Jobs', 'Jobs that it does not wait for when it ends.'),
  gauge('listeners', 'Listeners', 'Listening sockets.'),
  gauge('active_peers', 'ActivePeers', 'Peers with which it exchanges tables.'),
  gauge('connected_peers', 'ConnectedPeers', 'Peers that are connected.'),
  counter('dropped_logs', 'DroppedLogs', 'Log lines that could not be sent.'),
  gauge('busy_polling', 'BusyPolling', 'Whether it polls without sleeping.'),
  counter('failed_resolutions', 'FailedResolutions', 'Names that could not be resolved.'),
  counter('bytes_out', 'TotalBytesOut', 'Bytes sent.'),
  {
    ...counter('spliced_bytes_out', 'TotalSplicedBytesOut', 'Bytes sent by splicing.'),
    // As versions before 3.0 write it.
    from: ['TotalSplicedBytesOut', 'TotalSplicdedBytesOut'],
  },
  gauge('bytes_out_rate', 'BytesOutRate', 'Bytes sent in a second, over the last half minute.'),
  counter('received_logs', 'CumRecvLogs', 'Log lines received.'),
];

/** Older versions tell megabytes only. */
export const inMegabytes: ReadonlyMap<string, { readonly from: string; readonly scale: number }> = new Map(
  ['Memmax', 'PoolAlloc', 'PoolUsed'].map((name) => [`${name}_bytes`, { from: `${name}_MB`, scale: MIB }]),
);

function figure(name: string, type: MetricDefinition['type'], from: string, help: string): ProcessFigure {
  const definition: MetricDefinition = {
    name: `netsteward_haproxy_process_${name}`,
    type,
    help,
    labels: ['process'],
    source: `show info ${from}`,
  };
  return { from: [from], definition };
}

function gauge(name: string, from: string, help: string): ProcessFigure {
  return figure(name, 'gauge', from, help);
}

function counter(name: string, from: string, help: string): ProcessFigure {
  return figure(`${name}_total`, 'counter', from, help);
}

function ratio(name: string, from: string, help: string): ProcessFigure {
  return { ...gauge(name, from, help), scale: 0.01 };
}

/** A limit that is 0 when there is none. */
function limit(name: string, from: string, help: string): ProcessFigure {
  return { ...gauge(name, from, `${help} Left out where there is no limit.`), zeroIsNone: true };
}

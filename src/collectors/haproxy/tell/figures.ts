import type { MetricDefinition } from '../../../core/metric.ts';
import { basic, counter, type Figure, gauge, type Kind } from './figure.ts';

const F: readonly Kind[] = ['frontend'];
const FL: readonly Kind[] = ['frontend', 'listener'];
const FB: readonly Kind[] = ['frontend', 'backend'];
const B: readonly Kind[] = ['backend'];
const BS: readonly Kind[] = ['backend', 'server'];
const S: readonly Kind[] = ['server'];
const FBS: readonly Kind[] = ['frontend', 'backend', 'server'];
const FLB: readonly Kind[] = ['frontend', 'listener', 'backend'];
const ALL: readonly Kind[] = ['frontend', 'listener', 'backend', 'server'];

const SINCE = 'since the process was started or its counters were cleared';
const LAST = 'over the last 1024 sessions';

/** Every column that is a figure (management.txt, section 9.1). A version that has no such column exports none of it. */
export const figures: readonly Figure[] = [
  basic(gauge('scur', ALL, 'current_sessions', 'Sessions now.')),
  gauge('smax', ALL, 'sessions_max', `Most sessions at once ${SINCE}.`),
  basic(gauge('slim', ALL, 'sessions_limit', 'Most sessions at once. Left out where there is no limit.')),
  basic(counter('stot', ALL, 'sessions', 'Sessions.')),
  basic(counter('bin', ALL, 'bytes_in', 'Bytes of requests.')),
  basic(counter('bout', ALL, 'bytes_out', 'Bytes of responses.')),
  gauge('rate', FBS, 'session_rate', 'Sessions in the last second.'),
  gauge('rate_lim', F, 'session_rate_limit', 'Most sessions a second. 0 where there is no limit.'),
  gauge('rate_max', FBS, 'session_rate_max', `Most sessions in a second ${SINCE}.`),
  counter('dreq', FLB, 'requests_denied', 'Requests denied for security reasons.'),
  counter('dresp', ALL, 'responses_denied', 'Responses denied for security reasons.'),
  counter('ereq', FL, 'request_errors', 'Requests that were broken, aborted or too late.'),
  counter('dcon', FL, 'connections_denied', 'Connections denied by a rule.'),
  counter('dses', FL, 'sessions_denied', 'Sessions denied by a rule.'),
  basic(counter('econ', BS, 'connection_errors', 'Requests that found no connection to a server.')),
  basic(counter('eresp', BS, 'response_errors', 'Responses that were broken or cut off.')),
  basic(counter('wretr', BS, 'retries', 'Times that a connection to a server was tried again.')),
  basic(counter('wredis', BS, 'redispatches', 'Times that a request was sent to another server.')),
  counter('cli_abrt', BS, 'client_aborts', 'Transfers that the client gave up.'),
  counter('srv_abrt', BS, 'server_aborts', 'Transfers that the server gave up.'),
  counter('wrew', ALL, 'failed_header_rewriting', 'Headers that could not be rewritten.'),
  counter('eint', ALL, 'internal_errors', 'Errors inside HAProxy.'),
  basic(gauge('qcur', BS, 'queue', 'Requests that wait for a server now.')),
  gauge('qmax', BS, 'queue_max', `Most requests that waited at once ${SINCE}.`),
  gauge('qlimit', S, 'queue_limit', 'Most requests that may wait for the server. Left out where there is no limit.'),
  basic(gauge('weight', BS, 'weight', 'Weight of the server, or of all servers together.')),
  gauge('uweight', BS, 'configured_weight', 'Weight as it was set, without slow start.'),
  gauge('act', B, 'active_servers', 'Active servers that can be used.'),
  gauge('bck', B, 'backup_servers', 'Backup servers that can be used.'),
  gauge('bck', S, 'backup', 'Whether the server is a backup.'),
  basic(counter('chkfail', S, 'check_failures', 'Checks that failed while the server was up.')),
  counter('hanafail', S, 'health_analysis_failures', 'Failures seen in live traffic (observe).'),
  basic(counter('chkdown', BS, 'down', 'Times that it went down.')),
  basic(gauge('lastchg', BS, 'last_change_seconds', 'Time since it last went up or down.')),
  counter('downtime', BS, 'downtime_seconds', 'Time that it was down.'),
  gauge('throttle', S, 'slow_start_ratio', 'Share of its weight that a server in slow start has.', 0.01),
  counter('lbtot', BS, 'selected', 'Times that load balancing chose it.'),
  gauge('lastsess', BS, 'last_session_seconds', 'Time since the last session. Left out where there was none.'),
  gauge('check_code', S, 'check_code', 'Status code of the last check of layer 7.'),
  basic(gauge('check_duration', S, 'check_duration_seconds', 'How long the last check took.', 0.001)),
  gauge('check_rise', S, 'check_rise', 'Good checks that bring the server up.'),
  gauge('check_fall', S, 'check_fall', 'Bad checks that bring the server down.'),
  gauge(
    'check_health',
    S,
    'check_health',
    'Where it stands between: below check_rise it is down, at most check_rise + check_fall - 1.',
  ),
  gauge('agent_code', S, 'agent_code', 'Code of the last answer of its agent. Not used by HAProxy so far.'),
  gauge('agent_duration', S, 'agent_duration_seconds', 'How long the last check by its agent took.', 0.001),
  gauge('agent_rise', S, 'agent_rise', 'Good answers of its agent that bring the server up.'),
  gauge('agent_fall', S, 'agent_fall', 'Bad answers of its agent that bring the server down.'),
  gauge('agent_health', S, 'agent_health', 'Where it stands between, as its agent says.'),
  ...['1xx', '2xx', '3xx', '4xx', '5xx', 'other'].map((code) => ({
    ...counter(`hrsp_${code}`, FBS, 'http_responses', 'HTTP responses by class of status code.', ['code']),
    extra: [code],
  })),
  gauge('req_rate', F, 'http_request_rate', 'HTTP requests in the last second.'),
  gauge('req_rate_max', F, 'http_request_rate_max', `Most HTTP requests in a second ${SINCE}.`),
  counter('req_tot', FBS, 'http_requests', 'HTTP requests.'),
  counter('intercepted', F, 'http_intercepted', 'HTTP requests that HAProxy answered itself (statistics, redirects).'),
  gauge('conn_rate', F, 'connection_rate', 'Connections in the last second.'),
  gauge('conn_rate_max', F, 'connection_rate_max', `Most connections in a second ${SINCE}.`),
  counter('conn_tot', FL, 'connections', 'Connections.'),
  counter('connect', BS, 'connection_attempts', 'Connections to servers that were tried.'),
  counter('reuse', BS, 'connection_reuses', 'Requests for which a connection was used again.'),
  counter('cache_lookups', FB, 'http_cache_lookups', 'Look-ups in the HTTP cache.'),
  counter('cache_hits', FB, 'http_cache_hits', 'Look-ups in the HTTP cache that found something.'),
  counter('comp_in', FB, 'compression_in_bytes', 'Bytes of responses that went into compression.'),
  counter('comp_out', FB, 'compression_out_bytes', 'Bytes of responses that came out of compression.'),
  counter(
    'comp_byp',
    FB,
    'compression_bypassed_bytes',
    'Bytes of responses that were not compressed for want of CPU or bandwidth.',
  ),
  counter('comp_rsp', FB, 'compressed_responses', 'HTTP responses that were compressed.'),
  gauge('qtime', BS, 'queue_time_average_seconds', `Time in the queue on average ${LAST}.`, 0.001),
  gauge('ctime', BS, 'connect_time_average_seconds', `Time to connect on average ${LAST}.`, 0.001),
  gauge('rtime', BS, 'response_time_average_seconds', `Time to the response on average ${LAST}; 0 for TCP.`, 0.001),
  gauge('ttime', BS, 'session_time_average_seconds', `Time of a session on average ${LAST}.`, 0.001),
  gauge('qtime_max', BS, 'queue_time_max_seconds', `Longest time in the queue ${SINCE}.`, 0.001),
  gauge('ctime_max', BS, 'connect_time_max_seconds', `Longest time to connect ${SINCE}.`, 0.001),
  gauge('rtime_max', BS, 'response_time_max_seconds', `Longest time to the response ${SINCE}; 0 for TCP.`, 0.001),
  gauge('ttime_max', BS, 'session_time_max_seconds', `Longest session ${SINCE}.`, 0.001),
  gauge('srv_icur', S, 'idle_connections', 'Idle connections to the server that can be used again.'),
  gauge(
    'src_ilim',
    S,
    'idle_connections_limit',
    'Most idle connections to the server. Left out where there is no limit.',
  ),
  gauge('idle_conn_cur', S, 'unsafe_idle_connections', 'Idle connections that any request of the same client may use.'),
  gauge('safe_conn_cur', S, 'safe_idle_connections', 'Idle connections that any request may use.'),
  gauge('used_conn_cur', S, 'used_connections', 'Connections to the server in use.'),
  gauge('need_conn_est', S, 'needed_connections', 'Connections to the server that are thought to be needed.'),
  counter('ssl_sess', ALL, 'ssl_sessions', 'TLS sessions.'),
  counter('ssl_reused_sess', ALL, 'ssl_reused_sessions', 'TLS sessions taken up again.'),
  counter('ssl_failed_handshake', ALL, 'ssl_failed_handshakes', 'TLS handshakes that failed.'),
];

/** Every metric that comes from a column. */
export const figureMetrics: readonly MetricDefinition[] = [
  ...new Set(figures.flatMap(({ definitions }) => Object.values(definitions))),
];

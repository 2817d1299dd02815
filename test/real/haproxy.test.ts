import http from 'node:http';
import net from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Collected } from '../../src/collectors/collector.ts';
import { collector } from '../../src/collectors/haproxy/index.ts';
import { diffStates } from '../../src/core/diff.ts';
import { realHost } from '../../src/host/real-host.ts';
import { eventually } from '../support/eventually.ts';
import { figure } from '../support/figure.ts';
import { freePort } from '../support/free-port.ts';
import { signalTo, startBackend, startHaproxy } from '../support/haproxy.ts';

/** A reader that is polled as the agent does, and what it told. */
function follow(sockets: readonly string[], settings: object = {}) {
  const host = realHost();
  onTestFinished(() => host.close());
  const reader = collector.open(host, { sockets, ...settings });
  const events: string[] = [];
  let before: Collected | undefined;
  const poll = async () => {
    const after = await reader.collect({ signal: AbortSignal.timeout(10_000), changed: undefined });
    const drafts = diffStates('haproxy', collector.kinds, before?.states ?? new Map(), after.states, 0);
    events.push(...drafts.map(({ data }) => data.message));
    before = after;
    return after;
  };
  const told = (): readonly string[] => events.splice(0);
  return { poll, told };
}

const CHECKS = 'option httpchk GET /\n  default-server inter 50ms fall 2 rise 2';

describe('a real HAProxy', () => {
  it('tells of servers that die and return, with the reason of its check', async (context) => {
    const [one, two] = [await startBackend(), await startBackend()];
    const lab = await startHaproxy(
      context,
      `backend app\n  ${CHECKS}\n  server a 127.0.0.1:${one.port} check\n  server b 127.0.0.1:${two.port} check\n`,
    );
    const { poll, told } = follow([lab.admin]);
    const statusOf = (name: string) => async () => (await poll()).states.get(`server/admin:app/${name}`)?.fields.status;
    await eventually(statusOf('a')).toBe('UP');
    await poll();
    told();

    await one.die();
    await eventually(statusOf('a')).toBe('DOWN');
    expect(told()).toEqual(['admin:app/a: DOWN, was UP: L4CON, Layer4 connection problem: Connection refused']);
    await two.die();
    await eventually(statusOf('b')).toBe('DOWN');
    expect(told()).toEqual([
      expect.stringMatching(/^admin:app\/b: DOWN, was UP: L4CON/),
      'admin:app: DOWN, no server is left',
    ]);
    await one.live();
    await eventually(statusOf('a')).toBe('UP');
    expect(told()).toEqual([
      // While the next check is under way HAProxy does not say the code.
      expect.stringMatching(/^admin:app\/a: UP, was DOWN: L7OK( 200)?, Layer7 check passed$/),
      'admin:app: has a server again',
    ]);
    await lab.ask('set server app/a state drain');
    await eventually(statusOf('a')).toBe('DRAIN');
    expect(told()[0]).toBe('admin:app/a: DRAIN, was UP');
  });

  it('that is stopped is silent and does not delay others, and answers again', async (context) => {
    const [hung, well] = [await startHaproxy(context, 'backend b\n'), await startHaproxy(context, 'backend b\n')];
    const { poll, told } = follow([hung.admin, well.admin], { answer_deadline: '2s' });
    await poll();
    told();
    const worker = await hung.workerPid();
    signalTo(worker, 'STOP');
    onTestFinished(() => signalTo(worker, 'KILL'));
    await eventually(async () => (await poll()).outcome).toBe('partial');
    const silent = await poll();
    expect(told()).toEqual([`admin: HAProxy does not answer in time at ${hung.admin}`]);
    expect([silent.outcome, silent.problems.map(({ subject }) => subject)]).toEqual(['partial', ['admin']]);
    const threads = (name: string) => figure(silent.families(), 'netsteward_haproxy_process_threads', name);
    expect([threads('admin'), threads(well.admin)]).toEqual([undefined, expect.any(Number)]);
    signalTo(worker, 'CONT');
    await eventually(async () => (await poll()).outcome).toBe('ok');
    expect(told()).toEqual(['admin: HAProxy answers again']);
  });

  it('is told when it is reloaded, with the worker that lingers, and when it is gone', async (context) => {
    const port = await freePort();
    const lab = await startHaproxy(context, `frontend f\n  bind 127.0.0.1:${port}\n`);
    const { poll, told } = follow([lab.admin, lab.master]);
    await poll();
    const old = await lab.workerPid();
    const client = net.connect(port, '127.0.0.1');
    client.on('error', () => undefined);
    onTestFinished(() => {
      client.destroy();
    });
    client.write('GET / HTTP/1.1\r\nHost: x\r\n');
    await eventually(() => lab.ask('show stat')).toMatch(/^f,FRONTEND,,,1,/m);
    told();
    signalTo(lab.masterPid, 'USR2');
    await eventually(async () => (await lab.workerPid()) !== old).toBe(true);
    // The new worker answers before its master counts it.
    await eventually(async () =>
      figure((await poll()).families(), 'netsteward_haproxy_master_old_workers', 'master'),
    ).toBe(1);
    const fresh = await lab.workerPid();
    expect(told()).toEqual([`admin: reloaded or restarted, process ${fresh} instead of ${old}`]);
    const { families } = await poll();
    expect(figure(families(), 'netsteward_haproxy_master_reloads_total', 'master')).toBe(1);
    expect(figure(families(), 'netsteward_haproxy_frontend_current_sessions', 'admin', 'f')).toBe(0);

    await lab.kill();
    await poll();
    expect(told()).toEqual([`admin: HAProxy is gone, nobody answers at ${lab.admin}`]);
  });

  it('is reached through its master alone', async (context) => {
    const lab = await startHaproxy(context, 'backend app\n  server a 192.0.2.1:80\n');
    const { poll } = follow([lab.master]);
    // A worker answers before its master has it in its list.
    await eventually(async () => (await poll()).states.has('process/master')).toBe(true);
    const found = await poll();
    expect(found.states.get('process/master')?.fields).toMatchObject({ status: 'running', pid: await lab.workerPid() });
    expect(found.states.get('server/master:app/a')?.fields).toMatchObject({ address: '192.0.2.1', status: 'NO_CHECK' });
  });

  it('has all facts here that its own exporter has', async (context) => {
    const port = await freePort();
    const backend = await startBackend();
    const lab = await startHaproxy(
      context,
      `frontend f
  bind 127.0.0.1:${port}
  option socket-stats
  http-request use-service prometheus-exporter if { path /metrics }
  default_backend app
backend app
  ${CHECKS}
  server a 127.0.0.1:${backend.port} check maxqueue 5 maxconn 10 slowstart 1m pool-max-conn 9
`,
    );
    await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } });
    const counted = 'haproxy_server_http_responses_total{proxy="app",server="a",code="2xx"} 1';
    // A session is counted when it ends, which is after its client has the answer.
    const read = () => get(port, '/metrics').catch(() => '');
    if (!(await read()).startsWith('# HELP haproxy_')) context.skip('this HAProxy was built without its exporter');
    await eventually(read).toContain(counted);
    const page = await read();
    const ours = new Set(collector.metrics.map(({ name }) => name.replace('netsteward_', '')));
    const theirs = [...page.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);
    expect(theirs.length).toBeGreaterThan(150);
    expect(theirs.filter((name) => !ours.has(ourName(name)))).toEqual([]);

    const families = (await follow([lab.admin]).poll()).families();
    const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(page)?.[1]);
    expect(figure(families, 'netsteward_haproxy_server_http_responses_total', 'admin', 'app', 'a', '2xx')).toBe(1);
    const bytes = value('haproxy_server_bytes_out_total{proxy="app",server="a"}');
    expect(figure(families, 'netsteward_haproxy_server_bytes_out_total', 'admin', 'app', 'a')).toBe(bytes);
  });
});

async function get(port: number, at: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  http
    .get({ port, path: at, host: '127.0.0.1', agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (more: string) => {
        text += more;
      });
      response.on('end', () => resolve(text));
    })
    .on('error', reject);
  return await promise;
}

/** What HAProxy's exporter calls otherwise than we do. */
const RENAMED: Readonly<Record<string, string>> = {
  haproxy_backend_status: 'haproxy_backend_up',
  haproxy_frontend_status: 'haproxy_frontend_state',
  haproxy_listener_status: 'haproxy_listener_state',
  haproxy_server_status: 'haproxy_server_state',
  haproxy_backend_agg_server_status: 'haproxy_backend_servers',
  haproxy_backend_agg_server_check_status: 'haproxy_backend_servers',
  haproxy_backend_agg_check_status: 'haproxy_backend_checks',
  haproxy_frontend_intercepted_requests_total: 'haproxy_frontend_http_intercepted_total',
  haproxy_process_build_info: 'haproxy_process_info',
  haproxy_process_nbproc: 'haproxy_process_info',
  haproxy_process_relative_process_id: 'haproxy_process_info',
  haproxy_process_nbthread: 'haproxy_process_threads',
  haproxy_process_max_fds: 'haproxy_process_open_files_limit',
  haproxy_process_max_memory_bytes: 'haproxy_process_memory_limit_bytes',
  haproxy_process_max_zlib_memory: 'haproxy_process_zlib_memory_limit_bytes',
  haproxy_process_current_zlib_memory: 'haproxy_process_zlib_memory_bytes',
  haproxy_process_hard_max_connections: 'haproxy_process_connections_hard_limit',
  haproxy_process_frontend_ssl_reuse: 'haproxy_process_frontend_ssl_reuse_ratio',
  haproxy_process_failed_resolutions: 'haproxy_process_failed_resolutions_total',
  haproxy_process_http_comp_bytes_in_total: 'haproxy_process_compression_in_rate_bytes',
  haproxy_process_http_comp_bytes_out_total: 'haproxy_process_compression_out_rate_bytes',
  haproxy_process_limit_http_comp: 'haproxy_process_compression_rate_limit_bytes',
  haproxy_process_idle_time_percent: 'haproxy_process_idle_ratio',
  haproxy_process_recv_logs_total: 'haproxy_process_received_logs_total',
  haproxy_process_busy_polling_enabled: 'haproxy_process_busy_polling',
};

function ourName(name: string): string {
  return (
    RENAMED[name] ??
    name
      .replace(/_max_(pipes|sockets|connections|ssl_connections)$/, '_$1_limit')
      .replace(/_(?:current_)?throttle$/, '_slow_start_ratio')
      .replace(/^(haproxy_server_)(safe_idle|unsafe_idle|idle|used|need)_connections_current$/, '$1$2_connections')
      .replace('_need_connections', '_needed_connections')
      .replace(/_current_(?!(?:ssl_)?connections|sessions)/, '_')
      .replace(/_max_total_time_seconds/, '_session_time_max_seconds')
      .replace(/_total_time_average/, '_session_time_average')
      .replace(/_max_(\w+)_time_seconds$/, '_$1_time_max_seconds')
      .replace(/_max_(?!seconds)(\w+)$/, '_$1_max')
      .replace(/_limit_(\w+)$/, '_$1_limit')
      .replace(/_(connection|http_request)s_rate_max$/, '_$1_rate_max')
      .replace(/_denied_(connections|sessions)_total$/, '_$1_denied_total')
      .replace(/_http_comp_bytes_(in|out|bypassed)_total$/, '_compression_$1_bytes_total')
      .replace('_http_comp_responses_total', '_compressed_responses_total')
      .replace('_check_up_down_total', '_down_total')
      .replace('_check_last_change_', '_last_change_')
      .replace('_loadbalanced_total', '_selected_total')
      .replace(/_(retry|redispatch)_warnings_total$/, (_, word) =>
        word === 'retry' ? '_retries_total' : '_redispatches_total',
      )
      .replace('_uweight', '_configured_weight')
      .replace(/_pipes_(used|free)_total$/, '_pipes_$1')
  );
}

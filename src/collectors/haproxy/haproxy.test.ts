import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { changingHost } from '../../../test/support/changing-host.ts';
import { figure } from '../../../test/support/figure.ts';
import { privateDirectory } from '../../../test/support/private-directory.ts';
import { diffStates } from '../../core/diff.ts';
import type { Collected } from '../collector.ts';
import { collector } from './index.ts';

const FIXTURES = path.join(import.meta.dirname, 'fixtures');
const RECORDING = path.join(FIXTURES, 'hosts/2.6');
const ANSWER = 'answers/admin.sock_show_info_show_stat_show_servers_state';
const signal = AbortSignal.timeout(300_000);

/** HAProxy as recorded, whose answer a test changes between readings. */
function lab(settings: unknown = {}) {
  const changing = changingHost(RECORDING);
  const reader = collector.open(changing.host, settings);
  let before: Collected | undefined;
  const poll = async () => {
    const after = await reader.collect({ signal, changed: undefined });
    const drafts = diffStates('haproxy', collector.kinds, before?.states ?? new Map(), after.states, 0);
    const told = [...drafts, ...(after.occurrences ?? [])];
    before = after;
    return {
      ...after,
      events: told.map((one) =>
        'data' in one ? `${one.severity}: ${one.data.message}` : `${one.definition.severity}: ${one.message}`,
      ),
    };
  };
  const answer = () => readFileSync(path.join(changing.root, `${ANSWER}.txt`), 'utf8');
  const edit = (change: (text: string) => string) => changing.write(`${ANSWER}.txt`, change(answer()));
  const fail = (words: string) => {
    changing.remove(`${ANSWER}.txt`);
    changing.write(`${ANSWER}.error`, words);
  };
  return { ...changing, poll, edit, fail, answer };
}

/** Changes cells of one row of the statistics. */
function withCells(text: string, start: string, cells: Readonly<Record<string, string>>): string {
  const lines = text.split('\n');
  const header = lines.find((line) => line.startsWith('# pxname')) ?? '';
  const columns = header.slice(2).split(',');
  return lines
    .map((line) => {
      if (!line.startsWith(start)) return line;
      const values = line.split(',');
      for (const [name, value] of Object.entries(cells)) values[columns.indexOf(name)] = value;
      return values.join(',');
    })
    .join('\n');
}

const fieldsOf = ({ states }: Collected, key: string) => states.get(key)?.fields;

describe('HAProxy', () => {
  it('is told with its servers, their checks and what they are for', async () => {
    const found = await lab().poll();
    expect([found.outcome, found.problems]).toEqual(['ok', []]);
    expect(fieldsOf(found, 'server/admin:app/app2')).toEqual({
      process: 'admin',
      backend: 'app',
      server: 'app2',
      address: '127.0.0.1',
      port: 28_432,
      backup: false,
      status: 'DOWN',
      cause: null,
      check_status: 'L7STS',
      check_code: 503,
      check_message: 'Layer7 wrong status: Service Unavailable',
      agent_status: null,
    });
    const statuses = [...found.states.values()].flatMap(({ kind, fields }) =>
      kind === 'server' ? [`${fields.server} ${fields.status}${fields.cause === null ? '' : ` ${fields.cause}`}`] : [],
    );
    expect(statuses).toEqual([
      'app1 UP',
      'app2 DOWN',
      'app3 DOWN',
      'app4 MAINT',
      'app5 DOWN',
      'spare DOWN',
      'files DOWN',
      'resolver DRAIN agent',
    ]);
    expect(fieldsOf(found, 'server/admin:app/spare')).toMatchObject({ address: '::1', port: 28_434, backup: true });
    expect(fieldsOf(found, 'server/admin:static/files')).toMatchObject({ address: null, port: null });
    expect(fieldsOf(found, 'backend/admin:app')).toMatchObject({ status: 'UP', serving: 'active' });
    expect(fieldsOf(found, 'backend/admin:dns')).toMatchObject({ status: 'DOWN', serving: 'none' });
    expect(fieldsOf(found, 'backend/admin:empty')).toMatchObject({ status: 'UP', serving: null });
  });

  it('has one sample for the state of a server, figures in base units, and none for what is not known', async () => {
    const families = (await lab().poll()).families();
    const named = (name: string) => families.find(({ definition }) => definition.name === `netsteward_haproxy_${name}`);
    expect(named('server_state')?.points.map(({ labels }) => labels.join(' '))).toHaveLength(8);
    expect(figure(families, 'netsteward_haproxy_server_state', 'admin', 'app', 'app4', 'MAINT')).toBe(1);
    const of = (name: string, ...labels: string[]) =>
      figure(families, `netsteward_haproxy_${name}`, 'admin', ...labels);
    expect(of('backend_servers', 'app', 'DOWN')).toBe(4);
    expect(of('server_up', 'app', 'app1')).toBe(1);
    expect(of('server_up', 'dns', 'resolver')).toBe(0);
    expect(of('server_http_responses_total', 'app', 'app1', '2xx')).toBe(7);
    expect(of('server_check_status', 'app', 'app2', 'L7STS')).toBe(1);
    expect(of('server_queue_limit', 'dns', 'resolver')).toBe(10);
    expect(of('server_queue_limit', 'app', 'app1')).toBeUndefined();
    expect(of('server_last_session_seconds', 'app', 'app2')).toBeUndefined();
    expect(of('frontend_http_requests_total', 'web')).toBe(7);
    expect(of('listener_sessions_total', 'web', 'sock-1')).toBe(7);
    expect(of('process_connections_limit')).toBe(2000);
    expect(of('process_memory_limit_bytes')).toBeUndefined();
    expect(of('process_idle_ratio')).toBeLessThanOrEqual(1);
    expect(of('process_info', '2.6.12-1+deb12u4', 'lb1', 'Edge, north')).toBe(1);
    expect(figure(families, 'netsteward_haproxy_master_workers', 'master')).toBe(1);
    expect(figure(families, 'netsteward_haproxy_master_failed_reloads', 'master')).toBe(0);
  });

  it('tells times in seconds and shares as ratios', async () => {
    const { edit, poll } = lab();
    edit((text) =>
      withCells(text, 'app,app1', { check_duration: '7', ttime_max: '1500', throttle: '35', lastsess: '-1' }),
    );
    const families = (await poll()).families();
    const of = (name: string) => figure(families, `netsteward_haproxy_server_${name}`, 'admin', 'app', 'app1');
    expect(of('check_duration_seconds')).toBe(0.007);
    expect(of('session_time_max_seconds')).toBe(1.5);
    expect(of('slow_start_ratio')).toBe(0.35);
    expect(of('last_session_seconds')).toBeUndefined();
  });

  it('keeps to what matters of servers and leaves out listeners when told so', async () => {
    const count = async (settings: unknown, prefix: string) =>
      (await lab(settings).poll())
        .families()
        .filter(({ definition }) => definition.name.startsWith(`netsteward_haproxy_${prefix}`)).length;
    const few = { server_details: false, listeners: false };
    expect(await count(few, 'server_')).toBeLessThan(25);
    expect(await count({}, 'server_')).toBeGreaterThan(50);
    expect([await count(few, 'listener_'), (await count({}, 'listener_')) > 0]).toEqual([0, true]);
    expect(await count(few, 'backend_')).toBe(await count({}, 'backend_'));
  });

  it.each(readdirSync(path.join(FIXTURES, 'derived')))('is understood as version %s answers', async (file) => {
    const { write, poll } = lab();
    write(`${ANSWER}.txt`, readFileSync(path.join(FIXTURES, 'derived', file), 'utf8'));
    const found = await poll();
    expect([found.outcome, found.problems]).toEqual(['ok', []]);
    const version = file.replace('.txt', '');
    const name = version === '1.8' || version === '2.4' ? 'admin/2' : 'admin';
    expect(fieldsOf(found, `process/${name}`)).toMatchObject({ version: `${version}.0`, status: 'running' });
    expect(fieldsOf(found, `server/${name}:app/app1`)).toMatchObject({
      status: 'UP',
      address: '127.0.0.1',
      port: 28_431,
      check_status: 'L7OK',
      check_code: 200,
    });
    const families = found.families();
    const of = (metric: string, ...labels: string[]) =>
      figure(families, `netsteward_haproxy_${metric}`, name, ...labels);
    expect(of('server_sessions_total', 'app', 'app1')).toBe(7);
    expect(of('process_pool_allocated_bytes')).toEqual(version === '1.8' ? 3 * 1024 * 1024 : expect.any(Number));
    const counted = of('server_connection_attempts_total', 'app', 'app1');
    expect(counted).toEqual(version === '1.8' ? undefined : expect.any(Number));
  });
});

describe('events of HAProxy', () => {
  it('tell of a server that goes down with what its check said, once, and of the backend that has none left', async () => {
    const { edit, poll } = lab();
    expect((await poll()).events).toEqual(['notice: admin: HAProxy 2.6.12-1+deb12u4 runs, process 19605']);
    expect((await poll()).events).toEqual([]);
    const check = { check_status: '* L7TOUT', check_code: '', check_desc: 'Layer7 timeout', last_chk: '' };
    edit((text) => withCells(text, 'app,app1', { status: 'UP 1/2', ...check }));
    expect((await poll()).events).toEqual([]);
    edit((text) => withCells(text, 'app,app1', { status: 'DOWN', ...check }));
    edit((text) => withCells(text, 'app,BACKEND', { status: 'DOWN', act: '0' }));
    expect((await poll()).events).toEqual([
      'warning: admin:app/app1: DOWN, was UP: L7TOUT, Layer7 timeout',
      'critical: admin:app: DOWN, no server is left',
    ]);
    edit((text) => withCells(text, 'app,app1', { last_chk: 'something else each time' }));
    const same = await poll();
    expect([same.events, fieldsOf(same, 'server/admin:app/app1')?.check_message]).toEqual([[], 'Layer7 timeout']);
    edit((text) => withCells(text, 'app,app1', { status: 'MAINT (via app/app2)', check_status: '' }));
    edit((text) => withCells(text, 'app,BACKEND', { status: 'UP', act: '0', bck: '1' }));
    expect((await poll()).events).toEqual([
      'notice: admin:app/app1: MAINT (via app/app2), was DOWN',
      'notice: admin:app: has a server again',
    ]);
    edit((text) => withCells(text, 'app,BACKEND', { act: '1' }));
    expect((await poll()).events).toEqual(['notice: admin:app: uses its active servers now']);
    edit((text) => withCells(text, 'app,BACKEND', { act: '0' }));
    expect((await poll()).events).toEqual(['warning: admin:app: uses its backup servers now']);
  });

  it('do not come of a check that is under way, which has no code yet', async () => {
    const { edit, poll } = lab();
    const before = await poll();
    edit((text) => withCells(text, 'app,app2', { check_status: '* L7STS', check_code: '' }));
    expect((await poll()).states.get('server/admin:app/app2')).toBe(before.states.get('server/admin:app/app2'));
    edit((text) => withCells(text, 'app,app2', { check_status: 'L7STS', check_code: '500' }));
    expect(fieldsOf(await poll(), 'server/admin:app/app2')?.check_code).toBe(500);
  });

  it('tell of a frontend that is stopped, and not of one that is full', async () => {
    const { edit, poll } = lab();
    await poll();
    edit((text) => withCells(text, 'web,FRONTEND', { status: 'FULL' }));
    const full = await poll();
    expect([full.events, figure(full.families(), 'netsteward_haproxy_frontend_state', 'admin', 'web', 'FULL')]).toEqual(
      [[], 1],
    );
    edit((text) => withCells(text, 'web,FRONTEND', { status: 'STOP' }));
    expect((await poll()).events).toEqual(['warning: admin:web: takes no connections any more']);
  });

  it('tell of servers that come, go and move', async () => {
    const { edit, poll } = lab();
    await poll();
    edit((text) => text.replace(/^app,app3,.*\n/m, '').replace(/^3 app 3 app3.*\n/m, ''));
    edit((text) => text.replaceAll('app,app4,', 'app,new4,').replace(' 4 app4 ', ' 4 new4 '));
    edit((text) => text.replace('app1 127.0.0.1', 'app1 192.0.2.7'));
    expect((await poll()).events).toEqual([
      'notice: admin:app/app1: address 192.0.2.7, was 127.0.0.1',
      'notice: admin:app/app3: the server was removed, 127.0.0.1 port 28433',
      'notice: admin:app/app4: the server was removed, 127.0.0.1 port 28431',
      'notice: admin:app/new4: the server was added, 127.0.0.1 port 28431',
    ]);
  });

  it('tell of many new servers in one', async () => {
    const { edit, poll } = lab();
    await poll();
    const more = (text: string, line: string, name: string) => {
      const row = text.split('\n').find((one) => one.startsWith(line)) ?? '';
      const rows = Array.from({ length: 21 }, (_, index) => row.replace(name, `x${index}`));
      return text.replace(row, [row, ...rows].join('\n'));
    };
    edit((text) => more(more(text, 'app,app3', 'app3'), '3 app 3 app3', 'app3'));
    expect((await poll()).events).toEqual(['notice: admin: 21 servers were added']);
  });

  it('tell of a reload and an upgrade', async () => {
    const { edit, poll } = lab();
    await poll();
    edit((text) => text.replace('Pid: 19605', 'Pid: 20001').replace('Version: 2.6.12-1+deb12u4', 'Version: 2.8.1'));
    expect((await poll()).events).toEqual([
      'notice: admin: reloaded or restarted, process 20001 instead of 19605',
      'notice: admin: HAProxy 2.8.1, was 2.6.12-1+deb12u4',
    ]);
    edit((text) => text.replace('Stopping: 0', 'Stopping: 1'));
    expect((await poll()).events).toEqual(['warning: admin: HAProxy is stopping, it only finishes what it has']);
  });
});

describe('an HAProxy that does not answer as it should', () => {
  const without = { sockets: ['/run/haproxy/admin.sock'] };

  it('is absent where there is none', async () => {
    const nothing = changingHost(privateDirectory());
    const found = await collector.open(nothing.host, {}).collect({ signal, changed: undefined });
    expect([found.outcome, found.families(), found.states.size]).toEqual(['absent', [], 0]);
  });

  it('is gone, with one event and without figures, and is back without a storm', async () => {
    const { fail, poll, write, answer } = lab(without);
    await poll();
    const text = answer();
    fail('absent ECONNREFUSED');
    const gone = await poll();
    expect(gone.events).toEqual(['critical: admin: HAProxy is gone, nobody answers at /run/haproxy/admin.sock']);
    expect([gone.outcome, gone.states.size]).toEqual(['ok', 15]);
    expect(gone.families().map(({ definition }) => definition.name)).toEqual(['netsteward_haproxy_process_state']);
    expect(fieldsOf(gone, 'server/admin:app/app1')).toMatchObject({ status: null, check_status: null, port: 28_431 });
    expect((await poll()).events).toEqual([]);
    write(`${ANSWER}.txt`, withCells(text.replace('Pid: 19605', 'Pid: 7'), 'app,app3', { status: 'UP' }));
    expect((await poll()).events.filter((one) => !/(app2|app5|spare|files|static|dns)/.test(one))).toEqual([
      'notice: admin: HAProxy runs again, process 7',
    ]);
  });

  it('is told when it vanishes with its socket', async () => {
    const { remove, poll, write } = lab({ sockets: ['/run/haproxy/*.sock'] });
    await poll();
    remove('answers');
    write('run/haproxy/.list', '');
    const gone = await poll();
    expect(gone.events).toEqual(['critical: admin: HAProxy is gone, and so is /run/haproxy/admin.sock']);
    expect(gone.outcome).toBe('absent');
  });

  it('is silent when it does not answer in time: its servers stay as they were seen', async () => {
    const { fail, poll, write, answer } = lab(without);
    const before = await poll();
    const text = answer();
    fail('deadline no answer in time');
    const silent = await poll();
    expect(silent.events).toEqual(['critical: admin: HAProxy does not answer in time at /run/haproxy/admin.sock']);
    expect([silent.outcome, silent.problems.length]).toEqual(['partial', 1]);
    expect(silent.states.get('server/admin:app/app1')).toBe(before.states.get('server/admin:app/app1'));
    expect(silent.families()).toHaveLength(1);
    write(`${ANSWER}.txt`, text);
    expect((await poll()).events).toEqual(['notice: admin: HAProxy answers again']);
  });

  it('is silent from the start when it hung before the agent came', async () => {
    const { fail, poll } = lab(without);
    fail('deadline no answer in time');
    const found = await poll();
    expect(found.events).toEqual(['notice: admin: /run/haproxy/admin.sock is there but does not answer']);
    expect(found.outcome).toBe('partial');
  });

  it('fails the reading when it is the only one and can not be understood, and says why', async () => {
    for (const [change, message] of [
      [(text: string) => text.replace('Pid: 19605', 'Pid: x'), 'expected a number as Pid'],
      [(text: string) => text.slice(0, 3000), 'expected an answer with an empty line at its end'],
      [(text: string) => withCells(text, 'app,app1', { scur: 'many' }), 'expected a number in the column scur'],
      [(text: string) => withCells(text, 'app,app1', { status: 'FINE' }), 'expected UP, DOWN, MAINT'],
      [(text: string) => text.replace('app,app1,0,', 'app,app1,'), 'cells, one for each name in the header'],
      [(text: string) => text.replace('# pxname', 'pxname'), 'expected a header such as'],
      [(text: string) => text.replace(/\n1\n# be_id[\s\S]*/, '\n'), 'show servers state: expected the servers'],
      [(text: string) => text.replace('\n1\n# be_id', '\n2\n# be_id'), 'expected the version 1 of the format'],
    ] as const) {
      const { edit, poll } = lab(without);
      edit(change);
      await expect(poll()).rejects.toMatchObject({
        message: 'no HAProxy can be read',
        cause: expect.objectContaining({ message: expect.stringContaining(message) }),
      });
    }
  });

  it('keeps what it was when it is not understood beside others', async () => {
    const { write, edit, poll } = lab();
    write('run/haproxy/.list', 'admin.sock\nother.sock\n');
    write(`${ANSWER.replace('admin', 'other')}.txt`, lab().answer().replace('Pid: 19605', 'Pid: 9'));
    const before = await poll();
    expect(before.outcome).toBe('ok');
    edit((text) => text.replace('Uptime_sec', 'Uptime'));
    const after = await poll();
    expect([after.outcome, after.events]).toEqual(['partial', []]);
    expect(after.problems).toEqual([{ subject: 'admin', message: expect.stringContaining('Uptime_sec') }]);
    expect([...after.states.keys()].sort()).toEqual([...before.states.keys()].sort());
    expect(figure(after.families(), 'netsteward_haproxy_process_threads', 'admin')).toBeUndefined();
    expect(figure(after.families(), 'netsteward_haproxy_process_threads', 'other')).toBe(2);
  });
});

describe('sockets of HAProxy', () => {
  it('that lead to the same process are told once', async () => {
    const { write, poll, answer } = lab();
    write('run/haproxy/.list', 'admin.sock\nstats.sock\n');
    write(`${ANSWER.replace('admin', 'stats')}.txt`, answer());
    expect((await poll()).states.size).toBe(15);
  });

  it('of several processes, or with the same name, are told apart', async () => {
    const { write, poll, answer } = lab({ sockets: ['/run/haproxy/admin.sock', '/srv/*/admin.sock', '[::1]:9999'] });
    write('srv/.list', 'a\nb\n');
    const other = (slug: string, pid: number) =>
      write(
        `answers/${slug}_show_info_show_stat_show_servers_state.txt`,
        answer().replace('Pid: 19605', `Pid: ${pid}`),
      );
    other('srv_a_admin.sock', 3);
    other('srv_b_admin.sock', 4);
    other('___1__9999', 5);
    const found = await poll();
    const names = [...found.states.values()].flatMap(({ kind, subject }) => (kind === 'process' ? [subject] : []));
    expect(names).toEqual(['admin', '/srv/a/admin.sock', '/srv/b/admin.sock', '[::1]:9999']);
  });

  it('behind which several processes take turns show the one that answered, and keep the others', async () => {
    const { edit, poll } = lab({ sockets: ['/run/haproxy/admin.sock'] });
    edit((text) => text.replace('Nbproc: 1', 'Nbproc: 2'));
    await poll();
    edit((text) => text.replace('Process_num: 1', 'Process_num: 2').replace('Pid: 19605', 'Pid: 19606'));
    const second = await poll();
    expect(second.events).toEqual(['notice: admin/2: HAProxy 2.6.12-1+deb12u4 runs, process 19606']);
    expect(fieldsOf(second, 'process/admin/1')).toMatchObject({ status: 'running' });
    expect(figure(second.families(), 'netsteward_haproxy_process_threads', 'admin/1')).toBeUndefined();
    expect(figure(second.families(), 'netsteward_haproxy_process_threads', 'admin/2')).toBe(2);
  });

  it('of a master lead to the workers that have none of their own, whatever version wrote the list', async () => {
    const { write, poll, answer, remove } = lab();
    const text = answer();
    remove(`${ANSWER}.txt`);
    write(
      'answers/master.sock_show_proc.txt',
      [
        '#<PID>          <type>          <relative PID>  <reloads>       <uptime>        <version>      ',
        '1               master          0               27              5d22h03m17s     2.1.1',
        '# workers',
        '1017            worker          1               0               0d00h01m28s     2.1.1',
        '1018            worker          2               0               0d00h01m28s     2.1.1',
        '# old workers',
        '177             worker          [was: 1]        14              0d20h36m10s     2.1.1',
        '# programs',
        '',
      ].join('\n'),
    );
    for (const number of [1, 2]) {
      const pid = 1016 + number;
      const command = `__${pid}_show_info___${pid}_show_stat___${pid}_show_servers_state`;
      const one = text.replace('Nbproc: 1', 'Nbproc: 2').replace('Process_num: 1', `Process_num: ${number}`);
      write(`answers/master.sock_${command}.txt`, one.replace('Pid: 19605', `Pid: ${pid}`));
    }
    const found = await poll();
    expect([found.outcome, found.problems]).toEqual(['ok', []]);
    expect(fieldsOf(found, 'process/master/2')).toMatchObject({ pid: 1018, status: 'running' });
    const master = (name: string) => figure(found.families(), `netsteward_haproxy_master_${name}`, 'master');
    expect([master('workers'), master('old_workers'), master('reloads_total'), master('failed_reloads')]).toEqual([
      2,
      1,
      27,
      undefined,
    ]);
  });
});

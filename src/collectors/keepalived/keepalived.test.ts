import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { changingHost } from '../../../test/support/changing-host.ts';
import { figure } from '../../../test/support/figure.ts';
import { privateDirectory } from '../../../test/support/private-directory.ts';
import { diffStates } from '../../core/diff.ts';
import { HostError } from '../../core/errors.ts';
import type { DumpRequest, Host } from '../../host/host.ts';
import type { Collected } from '../collector.ts';
import { startKeepalived } from './reader.ts';
import { keepalivedSettings } from './settings.ts';
import { kinds } from './tell/kinds.ts';

const FIXTURES = path.join(import.meta.dirname, 'fixtures');
const PID = 2339;
const signal = AbortSignal.timeout(300_000);
const dumped = (name: string) => readFileSync(path.join(FIXTURES, 'dumps', name), 'utf8');

/** A keepalived as recorded, with a clock of the test's own; what it writes and its addresses change as the test says. */
function lab(settings: object = {}) {
  const changing = changingHost(path.join(FIXTURES, 'hosts/backup-2.2.7'));
  const asked: number[] = [];
  const requests: DumpRequest[] = [];
  let withJson = true;
  let now = 0;
  const host: Host = {
    ...changing.host,
    dump: async (request: DumpRequest, deadline) => {
      asked.push(request.signal);
      requests.push(request);
      if (request.signal === 36 && !withJson) throw new HostError('refused', 'keepalived', 'does not wait for it');
      return await changing.host.dump(request, deadline);
    },
  };
  const reader = startKeepalived(host, keepalivedSettings.parse(settings), () => now);
  let before: Collected | undefined;
  const collect = async (wanted: boolean) => {
    const changed = wanted ? [{ netns: '' }] : undefined;
    const after = await reader.collect({ signal, changed });
    const drafts = diffStates('keepalived', kinds, before?.states ?? new Map(), after.states, 0);
    before = after;
    return {
      ...after,
      events: drafts.map(({ severity, data }) => `${severity}: ${data.message}`),
      asked: asked.splice(0),
    };
  };
  const file = (name: string) => `dumps/${PID}_tmp_keepalived.${name}.txt`;
  const write = (moment: string) => {
    for (const name of ['json', 'data', 'stats']) changing.write(file(name), dumped(`${moment}.${name}`));
  };
  const edit = (name: string, change: (text: string) => string) =>
    changing.write(file(name), change(readFileSync(path.join(changing.root, file(name)), 'utf8')));
  const addresses = (...local: readonly string[]) =>
    changing.write(
      'commands/ip_-j_address_show.txt',
      JSON.stringify([{ ifname: 'eth0', addr_info: local.map((one) => ({ local: one })) }]),
    );
  return {
    ...changing,
    requests,
    poll: () => collect(false),
    announce: () => collect(true),
    edit,
    addresses,
    wrote: write,
    fail: (words: string) => {
      for (const name of ['json', 'data', 'stats']) {
        changing.write(file(name), '');
        changing.remove(file(name));
        changing.write(`dumps/${PID}_tmp_keepalived.${name}.error`, words);
      }
    },
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
    withoutJson: () => {
      withJson = false;
    },
  };
}

const VIP = '192.0.2.100';
const fieldsOf = ({ states }: Collected, key: string) => states.get(key)?.fields;

describe('keepalived', () => {
  it('is told with its instances, their priorities, adverts and scripts', async () => {
    const found = await lab().poll();
    expect([found.outcome, found.problems]).toEqual(['ok', []]);
    expect(fieldsOf(found, 'daemon/keepalived')).toEqual({ status: 'running', pid: PID });
    expect(fieldsOf(found, 'script/chk')).toMatchObject({ status: 'GOOD' });
    expect(fieldsOf(found, 'instance/VI_1')).toEqual({
      daemon: 'keepalived',
      instance: 'VI_1',
      interface: 'eth0',
      router_id: 51,
      addresses: VIP,
      state: 'BACKUP',
      base_priority: 60,
      effective_priority: 60,
      master_router: '192.0.2.1',
      rival: null,
      master_heard: null,
      addresses_wrong: false,
    });
    const of = (name: string, ...labels: string[]) =>
      figure(found.families(), `netsteward_keepalived_${name}`, 'keepalived', ...labels);
    expect(of('instance_state', 'VI_1', 'BACKUP')).toBe(1);
    expect(of('instance_adverts_received_total', 'VI_1')).toBeGreaterThan(0);
    expect(of('instance_authentication_errors_total', 'VI_1', 'failure')).toBe(0);
    expect(of('instance_addresses_present', 'VI_1')).toBe(0);
    expect(of('instance_rival', 'VI_1')).toBeUndefined();
    expect(of('script_good', 'chk')).toBe(1);
  });

  it('says the same in text, for a build without JSON', async () => {
    for (const moment of ['before-1', 'before-2', 'after-1', 'after-2']) {
      const [json, text] = [lab(), lab()];
      text.withoutJson();
      const seen = await Promise.all(
        [json, text].map(async (one) => {
          one.wrote(moment);
          one.addresses(VIP);
          const found = await one.poll();
          const points = found.families().flatMap(({ definition, points }) => [definition.name, ...points]);
          return { states: [...found.states.values()], points, asked: found.asked };
        }),
      );
      expect(seen[1]).toEqual({ ...seen[0], asked: [36, 10, 12] });
    }
  });

  it('is asked at long intervals, when links change and when its addresses do, and not more', async () => {
    const { poll, announce, pass, addresses, wrote } = lab();
    wrote('before-1');
    addresses('192.0.2.1', VIP);
    expect((await poll()).asked).toEqual([36, 10]);
    pass(29.9);
    expect((await poll()).asked).toEqual([]);
    pass(0.1);
    expect((await poll()).asked).toEqual([36, 10]);
    expect((await announce()).asked).toEqual([36, 10]);
    expect((await poll()).asked).toEqual([]);
    wrote('after-1');
    addresses('192.0.2.1');
    const failedOver = await poll();
    expect([failedOver.asked, failedOver.events]).toEqual([
      [36, 10],
      [
        'warning: chk: the script is BAD, was GOOD',
        'warning: VI_1: BACKUP, was MASTER, the master is 192.0.2.2',
        'notice: VI_1: priority 50, was 110',
      ],
    ]);
    expect(fieldsOf(failedOver, 'instance/VI_1')?.addresses_wrong).toBe(false);
  });

  it('keeps no password of what it writes', async () => {
    const { poll, requests } = lab();
    await poll();
    const secrets = '[{"auth_type":1,"auth_data":"a\\"b"}]\n   Password = a b\n   Virtual IP (1):\n';
    expect(requests.map(({ without }) => secrets.replace(without, ''))).toEqual(
      requests.map(() => '[{"auth_type":1}]\n   Virtual IP (1):\n'),
    );
  });

  it('is not asked for text where that tells nothing more', async () => {
    const { poll, wrote, edit, addresses } = lab();
    wrote('before-1');
    addresses(VIP);
    edit('json', (text) => text.replace(/"track_script":\[[^\]]*\],?/, ''));
    expect((await poll()).asked).toEqual([36]);
  });
});

describe('events of keepalived', () => {
  it('tell of a fault, and of another master', async () => {
    const { poll, wrote, edit, announce } = lab();
    await poll();
    edit('data', (text) => text.replace('Master router = 192.0.2.1', 'Master router = 192.0.2.7'));
    expect((await announce()).events).toEqual(['notice: VI_1: the master is 192.0.2.7, was 192.0.2.1']);
    wrote('before-2');
    edit('json', (text) => text.replace('"state":1', '"state":3'));
    edit('data', (text) => text.replace(/ +Master router.*\n/, '').replace('State = BACKUP', 'State = FAULT'));
    expect((await announce()).events).toEqual(['critical: VI_1: FAULT, was BACKUP']);
  });

  it('tell of a master that hears another one, also one whose adverts it refuses', async () => {
    for (const name of ['advert_rcvd', 'auth_failure', 'addr_list_err']) {
      const { poll, pass, wrote, edit, addresses } = lab();
      wrote('before-1');
      addresses(VIP);
      await poll();
      pass(30);
      expect((await poll()).events).toEqual([]);
      edit('json', (text) => text.replace(`"${name}":0`, `"${name}":5`));
      pass(30);
      const rivals = await poll();
      expect(rivals.events).toEqual(['critical: VI_1: is master, and so is another router whose adverts are heard']);
      expect(figure(rivals.families(), 'netsteward_keepalived_instance_rival', 'keepalived', 'VI_1')).toBe(1);
      pass(30);
      expect((await poll()).events).toEqual(['notice: VI_1: no other master is heard any more']);
    }
  });

  it('tell of a backup that hears no master, but not from two looks at once', async () => {
    const { poll, pass, edit, announce } = lab();
    await poll();
    expect((await announce()).events).toEqual([]);
    pass(30);
    edit('json', (text) => text.replace(/"advert_rcvd":\d+/, '"advert_rcvd":999'));
    expect((await poll()).events).toEqual([]);
    expect((await announce()).events).toEqual([]);
    pass(30);
    expect((await poll()).events).toEqual(['critical: VI_1: is backup and hears no master']);
    pass(30);
    edit('json', (text) => text.replace('"advert_rcvd":999', '"advert_rcvd":1029'));
    expect((await poll()).events).toEqual(['notice: VI_1: hears its master again']);
  });

  it('tell of it also when they are asked so often that no two looks are long enough apart', async () => {
    const { poll, pass, wrote, edit, addresses } = lab({ refresh: '2s' });
    wrote('before-1');
    addresses(VIP);
    const events: string[] = [];
    for (let heard = 0; heard < 8; heard += 1) {
      edit('json', (text) => text.replace(/"advert_rcvd":\d+/, `"advert_rcvd":${heard}`));
      events.push(...(await poll()).events);
      pass(2);
    }
    expect(events.slice(1)).toEqual(['critical: VI_1: is master, and so is another router whose adverts are heard']);
  });

  it('do not take a fail-over between two looks for a second master', async () => {
    const { poll, pass, wrote, edit, addresses } = lab();
    wrote('before-1');
    addresses(VIP);
    await poll();
    pass(30);
    edit('json', (text) =>
      text
        .replace(/"last_transition":[\d.]+/, '"last_transition":1795252999.5')
        .replace('"advert_rcvd":0', '"advert_rcvd":4'),
    );
    expect((await poll()).events).toEqual([]);
  });

  it('tell of addresses that are not where the state wants them, when they stay so', async () => {
    const { poll, addresses } = lab();
    await poll();
    addresses('192.0.2.2', VIP);
    const first = await poll();
    expect([first.events, first.asked]).toEqual([[], [36, 10]]);
    expect((await poll()).events).toEqual([
      'critical: VI_1: its virtual addresses are not as its state wants them: there exactly on the master',
    ]);
    addresses('192.0.2.2');
    expect((await poll()).events).toEqual(['notice: VI_1: its virtual addresses are as they should be again']);
  });
});

describe('a keepalived that does not answer as it should', () => {
  it('is absent where there is none, also where its file was left behind', async () => {
    const host = changingHost(privateDirectory());
    const read = () => startKeepalived(host.host, keepalivedSettings.parse({})).collect({ signal, changed: undefined });
    expect((await read()).outcome).toBe('absent');
    host.write('run/keepalived.pid', '17\n');
    expect((await read()).outcome).toBe('absent');
    host.write('proc/17/stat', `17 (sshd) S 1 ${'0 '.repeat(40)}\n`);
    expect((await read()).outcome).toBe('absent');
    host.write('run/keepalived.pid', 'seventeen\n');
    await expect(read()).rejects.toThrow('/run/keepalived.pid: expected a process id');
  });

  it('is gone when its process is, and what its instances are is not known then', async () => {
    const { poll, remove, write } = lab();
    const before = await poll();
    const stat = readFileSync(path.join(FIXTURES, `hosts/backup-2.2.7/proc/${PID}/stat`), 'utf8');
    remove(`proc/${PID}/stat`);
    const gone = await poll();
    expect(gone.events).toEqual(['critical: keepalived: keepalived is gone']);
    expect(fieldsOf(gone, 'instance/VI_1')).toMatchObject({ state: null, effective_priority: null, base_priority: 60 });
    expect(gone.families().map(({ definition }) => definition.name)).toEqual(['netsteward_keepalived_up']);
    expect((await poll()).events).toEqual([]);
    write(`proc/${PID}/stat`, stat);
    const back = await poll();
    expect(back.events).toEqual(['notice: keepalived: keepalived runs, process 2339']);
    expect(fieldsOf(back, 'instance/VI_1')).toEqual(fieldsOf(before, 'instance/VI_1'));
  });

  it('is silent when it does not write in time, or is stopped, and keeps its states', async () => {
    const { poll, fail, pass } = lab();
    const before = await poll();
    fail('deadline not written in time');
    pass(30);
    const silent = await poll();
    expect(silent.events).toEqual(['critical: keepalived: keepalived does not answer']);
    expect([silent.outcome, silent.problems.length]).toEqual(['partial', 1]);
    expect(silent.states.get('instance/VI_1')).toBe(before.states.get('instance/VI_1'));
    expect(silent.families().map(({ definition }) => definition.name)).toEqual(['netsteward_keepalived_up']);

    const stopped = lab();
    await stopped.poll();
    stopped.write(
      `proc/${PID}/stat`,
      readFileSync(path.join(FIXTURES, `hosts/backup-2.2.7/proc/${PID}/stat`), 'utf8').replace(' S ', ' T '),
    );
    const held = await stopped.announce();
    expect([held.events, held.asked]).toEqual([['critical: keepalived: keepalived does not answer'], []]);
  });

  it('is left in peace when it has never written anything, as one without VRRP', async () => {
    const { poll, fail, pass, announce } = lab();
    fail('deadline not written in time');
    const first = await poll();
    expect([first.outcome, first.states.size, first.asked]).toEqual(['ok', 1, [36]]);
    pass(200);
    expect((await poll()).asked).toEqual([]);
    expect((await announce()).asked).toEqual([]);
    pass(100);
    expect((await poll()).asked).toEqual([36]);
  });

  it('is partly known when what it writes can not be understood, or its addresses can not be seen', async () => {
    for (const [name, change, message] of [
      ['json', (text: string) => text.replace('"state":1', '"state":9'), 'expected a VRRP state from 0 to 3'],
      ['json', (text: string) => text.replace('"vrid":51', '"vrid":"x"'), 'expected VRRP instances'],
      ['json', (text: string) => text.slice(0, 100), 'expected JSON'],
      [
        'json',
        (text: string) => text.replace(/"advert_sent":\d+/, '"advert_sent":"x"'),
        'expected a number as advert_sent',
      ],
      [
        'data',
        (text: string) => text.replace('State = BACKUP', 'State = FINE'),
        'expected INIT, BACKUP, MASTER, FAULT',
      ],
      ['data', (text: string) => text.replace('Status = GOOD', ''), 'expected a line "Status = …"'],
      ['data', (text: string) => text.replace(' Priority = 60', ''), 'expected a line "Priority = …"'],
    ] as const) {
      const { poll, edit } = lab();
      edit(name, change);
      const found = await poll();
      expect([found.outcome, found.problems]).toEqual([
        'partial',
        [{ subject: 'keepalived', message: expect.stringContaining(message) }],
      ]);
    }
    const { poll, write } = lab();
    write('commands/ip_-j_address_show.txt', 'nonsense');
    const blind = await poll();
    expect([blind.outcome, fieldsOf(blind, 'instance/VI_1')]).toMatchObject([
      'partial',
      { state: 'BACKUP', addresses_wrong: null },
    ]);
  });

  it('is not taken for gone when its file can not be read', async () => {
    const { poll, remove, write } = lab();
    await poll();
    remove('run/keepalived.pid');
    write('run/keepalived.pid.error', 'denied EACCES');
    const found = await poll();
    expect([found.outcome, found.events]).toEqual(['partial', []]);
  });
});

describe('several daemons', () => {
  it('go by the names of their files, and children by their parents', async () => {
    const { poll, write, wrote } = lab({ pid_files: ['/run/keepalived.pid', '/run/keepalived/*.pid'] });
    const stat = readFileSync(path.join(FIXTURES, `hosts/backup-2.2.7/proc/${PID}/stat`), 'utf8');
    write('run/keepalived/blue.pid', '50\n');
    write('proc/50/stat', stat.replace(/^2339/, '50'));
    write('proc/50/ns/net.link', 'net:[1]\n');
    write('commands/nsenter_--net__proc_50_ns_net_--_ip_-j_address_show.txt', '[{}]');
    for (const name of ['json', 'data']) write(`dumps/50_tmp_keepalived.${name}.txt`, dumped(`before-2.${name}`));
    write('run/keepalived/vrrp.pid', '2340\n');
    write('proc/2340/stat', stat.replace(/^2339 \(keepalived\) S 1 /, '2340 (keepalived) S 2339 '));
    wrote('before-2');
    const found = await poll();
    expect([found.outcome, found.problems]).toEqual(['ok', []]);
    expect([...found.states.keys()]).toEqual([
      'daemon/keepalived',
      'script/chk',
      'instance/VI_1',
      'daemon/blue',
      'script/blue:chk',
      'instance/blue:VI_1',
    ]);
  });
});

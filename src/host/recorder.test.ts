import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HostError, type HostErrorKind } from '../core/errors.ts';
import type { CheckReport } from './checks.ts';
import type { Argv, DumpRequest, Host, HostFacts, Tables } from './host.ts';
import { recordedHost } from './recorded-host.ts';
import { recorder } from './recorder.ts';

const signal = AbortSignal.timeout(300_000);

const facts: HostFacts = {
  os: { name: 'Debian GNU/Linux', version: '12', kernel: '6.12.0', architecture: 'x64' },
  cpu: { model: 'Xeon', vendor: 'Intel', sockets: 2, cores: 32, threads: 64, virtualization: true },
  system: { manufacturer: 'Maker', model: 'Server', virtual: false },
  memory: { total: 1024, free: 512, available: 700, swapTotal: 0, swapFree: 0 },
  load: { one: 0.5, five: 0.25, fifteen: 0 },
  uptime: 77,
};

const oneMember: CheckReport = {
  targets: new Map([
    [
      'web:a',
      {
        state: 'INACTIVE',
        since: 1_700_000_000_000,
        last: { at: 1_700_000_001_000, verdict: 'fail', reason: 'wrong-status', duration: 1.5, detail: '503' },
        checks: 9,
        failures: 3,
        transitions: 2,
        against: 0,
        address: '192.0.2.1',
        certificateExpires: 1_800_000_000_000,
      },
    ],
    [
      'web:b',
      {
        state: 'UNKNOWN',
        since: 1_700_000_000_000,
        last: undefined,
        checks: 0,
        failures: 0,
        transitions: 0,
        against: 0,
        address: undefined,
      },
    ],
  ]),
  groups: new Map([['web', { durations: [1, 2], sum: 0.5, byReason: { ok: 2, 'wrong-status': 1 } }]]),
  checker: { openSockets: 1, waited: 2, missed: 3, untrusted: 4, lateness: 5 },
};

/** A host that answers like a machine with one device, one namespace, a forbidden file and a failing command. */
function smallHost(netns = ''): Host {
  const files = new Map([
    ['/proc/net/dev', `Inter-| in ${netns}\n`],
    ['/sys/class/net/eth0/mtu', '1500\n'],
  ]);
  const fail = (kind: HostErrorKind, target: string) => Promise.reject(new HostError(kind, target, `said ${kind}`));
  return {
    netns,
    readText: async (path) =>
      files.get(path) ?? (path === '/proc/secret' ? fail('denied', path) : fail('absent', path)),
    list: async (path) => (path === '/sys/class/net' ? ['eth0', 'eth1'] : fail('absent', path)),
    readLink: async (path) => (path === '/sys/class/net/eth0/device' ? '../../pci0000:00' : fail('absent', path)),
    run: async (argv: Argv) => (argv[1] === '-j' ? '[]\n' : fail('refused', argv.join(' '))),
    namespaces: async () =>
      netns === ''
        ? [
            { netns: 'blue', host: smallHost('blue') },
            { netns: 'closed', error: new HostError('denied', 'closed', "can't be entered") },
          ]
        : [],
    facts: async () => facts,
    watchLinks: () => undefined,
    watchKernelLog: () => undefined,
    call: async (_socket, method, params) =>
      method === 'bond/show' ? `shown ${params.join()}\n` : fail('refused', method),
    tables: async (socket, { tables }) =>
      socket.startsWith('/run') ? tablesWith(Object.values(tables).flat()) : fail('deadline', socket),
    watchTables: () => undefined,
    telemetry: async (socket, command) =>
      command === '/ethdev/list' ? [0, 1] : fail(socket === '' ? 'absent' : 'denied', command),
    flowTables: async (socket) =>
      socket.endsWith('br0.mgmt')
        ? [{ table: 0, flows: 3, lookups: 9, matches: 8 }, { table: 7 }]
        : fail('refused', socket),
    dump: async ({ process: { pid }, file }) => (pid === 7 ? `in ${file}\n` : fail('refused', file)),
    ask: async (socket, command) => (socket.endsWith('admin.sock') ? `said ${command}\n` : fail('deadline', socket)),
    probeNeighbour: async ({ device, address, vlan }) =>
      device === 'eth1' ? { answered: vlan === 7, by: '02:00:00:00:00:09', sent: 2 } : fail('absent', address),
    checks: () => ({
      replan: () => undefined,
      report: async () => (netns === '' ? oneMember : fail('deadline', 'checks')),
    }),
  };
}

const dumpBy = (pid: number): DumpRequest => ({
  process: { pid, started: '1' },
  program: 'keepalived',
  signal: 36,
  file: '/tmp/keepalived.json',
  isWhole: () => true,
  without: /secret/g,
});
const listener = { transition: () => undefined, lost: () => undefined };

/** Two rows of one table, with some of their columns. */
function tablesWith(columns: readonly string[]): Tables {
  const row = (name: string) =>
    Object.fromEntries(
      Object.entries({ name, tags: [1, 2], other: { a: 'b' } }).filter(([key]) => columns.includes(key)),
    );
  return { Port: new Map(['p0', 'p1'].map((name) => [`uuid-${name}`, row(name)])) };
}

/** Everything that the small host can be asked, as text. */
const probeOf = (device: string, vlan?: number) => ({
  device,
  address: '192.0.2.1',
  from: '02:00:00:00:00:01',
  ...(vlan === undefined ? {} : { vlan }),
  tries: 1,
  wait: 10,
});

async function interview(host: Host): Promise<unknown[]> {
  const questions: (() => Promise<unknown>)[] = [
    () => host.readText('/proc/net/dev', signal),
    () => host.readText('/sys/class/net/eth0/mtu', signal),
    () => host.readText('/proc/secret', signal),
    () => host.readText('/proc/none', signal),
    () => host.list('/sys/class/net', signal),
    () => host.list('/sys/none', signal),
    () => host.readLink('/sys/class/net/eth0/device', signal),
    () => host.readLink('/sys/class/net/eth1/device', signal),
    () => host.run(['ip', '-j', 'link'], signal),
    () => host.run(['ip', 'nonsense'], signal),
    () => host.facts(signal),
    () => host.call('/run/openvswitch/ovs-vswitchd.12.ctl', 'bond/show', ['bond0'], signal),
    () => host.call('/run/openvswitch/ovs-vswitchd.12.ctl', 'bond/show', [], signal),
    () => host.call('/run/openvswitch/ovs-vswitchd.12.ctl', 'nonsense', [], signal),
    () => host.tables('/run/db.sock', { database: 'Open_vSwitch', tables: { Port: ['name'] } }, signal),
    () => host.tables('/run/db.sock', { database: 'Open_vSwitch', tables: { Port: ['tags', 'none'] } }, signal),
    () => host.tables('/silent', { database: 'Open_vSwitch', tables: { Port: ['name'] } }, signal),
    () => host.telemetry('/run/dpdk/rte/dpdk_telemetry.v2', '/ethdev/list', signal),
    () => host.telemetry('/run/dpdk/rte/dpdk_telemetry.v2', '/ethdev/info,0', signal),
    () => host.flowTables('/run/openvswitch/br0.mgmt', signal),
    () => host.flowTables('/run/openvswitch/br1.mgmt', signal),
    () => host.ask('/run/haproxy/admin.sock', 'show info;show stat', signal),
    () => host.ask('127.0.0.1:9999', 'show info', signal),
    () => host.dump(dumpBy(7), signal),
    () => host.dump(dumpBy(8), signal),
    () => host.probeNeighbour(probeOf('eth1', 7), signal),
    () => host.probeNeighbour(probeOf('eth1'), signal),
    () => host.probeNeighbour(probeOf('eth9'), signal),
    () => host.checks({ targets: [], descriptors: 1 }, listener, signal).report(signal),
  ];
  const answers: unknown[] = [];
  for (const question of questions) {
    answers.push(await question().catch((error: unknown) => (error instanceof HostError ? error.kind : 'other')));
  }
  for (const namespace of await host.namespaces(signal)) {
    const inside =
      'host' in namespace ? await interview(namespace.host) : namespace.error.message.includes("can't be entered");
    answers.push(namespace.netns, inside);
  }
  return answers;
}

describe('a recorded host', () => {
  let folder = '';
  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'netsteward-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it('answers every question as the host did from which it was recorded', async () => {
    const { host, written } = recorder(smallHost(), folder);
    const answers = await interview(host);
    const counts = await written();
    expect(counts.failures).toBeGreaterThan(0);
    expect(answers).toContain('denied');
    expect(await interview(recordedHost(folder))).toEqual(answers);
  });

  it('knows a daemon by the name of its socket, whatever its process id was', async () => {
    fs.mkdirSync(join(folder, 'calls'));
    fs.writeFileSync(join(folder, 'calls/ovs-vswitchd.ctl_dpctl_show_-s.json'), '"lookups"');
    const call = (socket: string) => recordedHost(folder).call(socket, 'dpctl/show', ['-s'], signal);
    expect(await call('/run/openvswitch/ovs-vswitchd.4711.ctl')).toBe('lookups');
    expect(await call('/var/run/openvswitch/ovs-vswitchd.1.ctl')).toBe('lookups');
    await expect(call('/tmp/other/ovs-vswitchd.1.ctl')).rejects.toMatchObject({ kind: 'absent' });
  });

  it('lists the entries of a folder made by hand, each once', async () => {
    fs.mkdirSync(join(folder, 'sys/class/net/eth0'), { recursive: true });
    fs.writeFileSync(join(folder, 'sys/class/net/eth1.link'), 'x');
    fs.writeFileSync(join(folder, 'sys/class/net/eth1.error'), 'denied');
    expect(await recordedHost(folder).list('/sys/class/net', signal)).toEqual(['eth0', 'eth1']);
  });

  it('says which file of the facts is wrong', async () => {
    fs.writeFileSync(join(folder, 'facts.json'), '{"os": 1}');
    await expect(recordedHost(folder).facts(signal)).rejects.toThrow(
      `${join(folder, 'facts.json')}: expected the facts`,
    );
  });

  it('tells when the folder cannot be written', async () => {
    fs.writeFileSync(join(folder, 'file'), '');
    const { host, written } = recorder(smallHost(), join(folder, 'file'));
    await host.readText('/proc/net/dev', signal);
    await expect(written()).rejects.toThrow('ENOTDIR');
  });
});

import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { changingHost } from '../../../test/support/changing-host.ts';
import { linesOfFamilies } from '../../../test/support/lines-of-families.ts';
import { diffStates } from '../../core/diff.ts';
import type { Collected } from '../collector.ts';
import { collector } from './index.ts';

const RECORDING = path.join(import.meta.dirname, 'fixtures/hosts/two-nodes');
/** In the recording. */
const PIDS = { local: 254, split: 257, dns: 258, afloat: 259 };
const RX_QUEUES = 'calls/ovs-vswitchd.ctl_dpif-netdev_pmd-rxq-show.json';

function placed(settings: object = {}) {
  const changing = changingHost(RECORDING);
  const reader = collector.open(changing.host, settings);
  const read = () => reader.collect({ signal: AbortSignal.timeout(20_000), changed: undefined });
  /** Puts a thread of a guest on other CPUs. */
  const pin = (guest: keyof typeof PIDS, vcpu: number, cpus: string) => {
    const file = threadFile(guest, vcpu);
    changing.write(file.path, file.text.replace(/^Cpus_allowed_list:.*$/m, `Cpus_allowed_list:\t${cpus}`));
  };
  return { ...changing, read, pin };
}

function threadFile(guest: keyof typeof PIDS, vcpu: number): { readonly path: string; readonly text: string } {
  const task = `proc/${PIDS[guest]}/task`;
  for (const tid of fs.readdirSync(path.join(RECORDING, task))) {
    const file = `${task}/${tid}/status`;
    if (tid === '.list') continue;
    const text = fs.readFileSync(path.join(RECORDING, file), 'utf8');
    if (text.startsWith(`Name:\tCPU ${vcpu}/TCG`)) return { path: file, text };
  }
  throw new Error(`${guest} has no CPU ${vcpu}`);
}

const fieldsOf = (now: Collected, guest: string) => now.states.get(`guest/${guest}`)?.fields;

function linesAbout(now: Collected, text: string): readonly string[] {
  const lines = linesOfFamilies(now.families()).filter((line) => line.includes(text));
  return lines.map((line) => line.replace('netsteward_placement_', '')).sort();
}

function eventsBetween(before: Collected, after: Collected): readonly string[] {
  const drafts = diffStates('placement', collector.kinds, before.states, after.states, 0);
  return drafts.map(({ severity, type, data }) => `${severity} ${type.split('.').at(-1)}: ${data.message}`);
}

describe('guests on two NUMA nodes', () => {
  it('are where their CPUs, memory, devices and the queues of their ports are', async () => {
    const now = await placed().read();
    expect([now.outcome, now.problems]).toEqual(['ok', []]);
    expect(fieldsOf(now, 'local')).toMatchObject({
      nodes: '0',
      cpu_nodes: '0',
      memory_nodes: '0',
      device_nodes: '0',
      polling_nodes: '0',
    });
    expect(fieldsOf(now, 'split')).toMatchObject({
      nodes: '0-1',
      cpu_nodes: '0',
      memory_nodes: '1',
      device_nodes: '0',
    });
    expect(fieldsOf(now, 'dns')).toMatchObject({
      nodes: '0-1',
      cpu_nodes: '0-1',
      memory_nodes: '0-1',
      device_nodes: '1',
    });
    expect(fieldsOf(now, 'afloat')).toMatchObject({ cpu_nodes: '0-1', device_nodes: '' });
    expect(linesAbout(now, 'guest="split"')).toEqual([
      'guest_cpus{guest="split",node="0"} 2',
      'guest_devices{guest="split",node="0"} 1',
      'guest_floating_cpus{guest="split"} 0',
      `guest_hugepages_bytes{guest="split",node="1"} ${32 * 2 ** 20}`,
      `guest_memory_bytes{guest="split",node="1"} ${32 * 2 ** 20}`,
      'guest_mismatches{guest="split",kind="cpu"} 0',
      'guest_mismatches{guest="split",kind="device"} 0',
      'guest_mismatches{guest="split",kind="memory"} 1',
      'guest_mismatches{guest="split",kind="queue"} 1',
      'guest_nodes{guest="split"} 2',
      'guest_polled_queues{guest="split",node="0"} 1',
    ]);
    expect(linesAbout(now, 'guest_floating_cpus{guest="afloat"')).toEqual(['guest_floating_cpus{guest="afloat"} 2']);
    expect(linesAbout(now, 'rxq_crosses_nodes')).toEqual([
      'rxq_crosses_nodes{daemon="",port="vhlocal",queue="0",behind="guest"} 0',
      'rxq_crosses_nodes{daemon="",port="vhsplit",queue="0",behind="guest"} 1',
    ]);
  });

  it('cause no event wherever they are, unless it was declared where they are to be', async () => {
    const { read, pin } = placed();
    const before = await read();
    pin('local', 0, '3');
    const after = await read();
    expect(fieldsOf(after, 'local')).toMatchObject({ cpu_nodes: '0-1', as_declared: null });
    expect(eventsBetween(before, after)).toEqual([]);
    expect(linesAbout(after, 'as_declared')).toEqual([]);
  });

  it('that are declared cause an event when they go elsewhere, and when they are back', async () => {
    const { read, pin } = placed({ guests: { local: 0, 'd*': 'cross', split: [0, 1] } });
    const before = await read();
    expect(linesAbout(before, 'as_declared')).toEqual([
      'guest_as_declared{guest="dns"} 1',
      'guest_as_declared{guest="local"} 1',
      'guest_as_declared{guest="split"} 1',
    ]);
    pin('local', 1, '0-3');
    const away = await read();
    expect(eventsBetween(before, away)).toEqual([
      'warning deviation-changed: local is not where it was declared to be (node 0): CPUs may run on node 1',
    ]);
    pin('local', 1, '1');
    expect(eventsBetween(away, await read())).toEqual([
      'notice deviation-changed: local is where it was declared to be (node 0)',
    ]);
  });

  it('that were to be on two nodes deviate when all of them is on one', async () => {
    const { read, pin } = placed({ guests: { local: 'cross' } });
    const now = await read();
    expect(fieldsOf(now, 'local')).toMatchObject({ as_declared: false, deviation: 'all of it is on node 0' });
    pin('local', 1, '2');
    expect(fieldsOf(await read(), 'local')).toMatchObject({ as_declared: true });
  });

  it('tell of everything that is elsewhere than declared', async () => {
    const now = await placed({ guests: { split: 1 } }).read();
    expect(fieldsOf(now, 'split')?.deviation).toBe(
      'CPUs on node 0; 0000:41:10.2 on node 0; queue vhsplit/0 polled on node 0',
    );
  });

  it('come and go with an event each, a warning when they come to the wrong place', async () => {
    const { read, remove, write } = placed({ guests: { dns: 0 } });
    const before = await read();
    remove(`proc/${PIDS.split}`);
    const after = await read();
    expect(eventsBetween(before, after)).toEqual(['info guest-vanished: split has ended']);
    expect(eventsBetween({ ...after, states: new Map() }, after)).toEqual([
      expect.stringMatching(/^info guest-appeared: afloat runs on NUMA nodes 0-1$/),
      expect.stringMatching(
        /^warning guest-appeared: dns is not where it was declared to be \(node 0\): CPUs on node 1/,
      ),
      'info guest-appeared: local runs on NUMA node 0',
    ]);
    for (const pid of Object.values(PIDS)) if (pid !== PIDS.split) remove(`proc/${pid}`);
    write(RX_QUEUES, '""');
    expect(await read()).toMatchObject({ outcome: 'absent', problems: [] });
  });
});

describe('a guest that can not be read in full', () => {
  it('has no memory told while its map is broken, and keeps what was known', async () => {
    const broken = placed();
    broken.write(`proc/${PIDS.split}/numa_maps`, 'broken\n');
    const first = await broken.read();
    expect(first.outcome).toBe('partial');
    expect(first.problems).toEqual([{ subject: 'split', message: expect.stringContaining('expected a mapping') }]);
    expect(fieldsOf(first, 'split')).toMatchObject({ nodes: null, memory_nodes: null, cpu_nodes: '0' });
    expect(linesAbout(first, 'guest="split"').filter((line) => /memory|nodes/.test(line))).toEqual([]);

    const later = placed({ memory_interval: 1 });
    const before = await later.read();
    later.write(`proc/${PIDS.split}/numa_maps`, 'broken\n');
    await expect.poll(async () => (await later.read()).outcome).toBe('partial');
    const after = await later.read();
    expect(after.states.get('guest/split')).toBe(before.states.get('guest/split'));
    expect(linesAbout(after, 'guest_memory_bytes{guest="split"')).toHaveLength(1);
  });

  it('is told by what it asked for where its memory may not be looked at', async () => {
    const { read, remove, write } = placed();
    for (const pid of Object.values(PIDS)) {
      remove(`proc/${pid}/numa_maps`);
      write(`proc/${pid}/numa_maps.error`, 'denied EACCES');
    }
    const now = await read();
    expect(now.problems).toEqual([
      { subject: 'memory', message: expect.stringMatching(/^where the memory of 4 guests lies may not be measured/) },
    ]);
    expect(fieldsOf(now, 'split')).toMatchObject({ nodes: '0-1', memory_nodes: '1' });
    expect(fieldsOf(now, 'afloat')).toMatchObject({ memory_nodes: '' });
    expect(linesAbout(now, 'guest_memory_bytes')).toEqual([]);
    expect(linesAbout(now, 'guest_mismatches{guest="split",kind="memory"')).toHaveLength(1);
    expect(linesAbout(now, 'guest_mismatches{guest="afloat",kind="memory"')).toEqual([]);
  });

  it('is not measured when it has too much memory in small pages', async () => {
    const { read, asked } = placed({ memory_limit: 1 });
    const now = await read();
    expect(now.problems).toEqual([]);
    expect(fieldsOf(now, 'split')?.memory_nodes).toBe('1');
    expect(asked().filter((file) => file.endsWith('numa_maps'))).toEqual([]);
  });

  it('is not among the guests when it ends in the middle of the audit', async () => {
    const { read, remove } = placed();
    remove(`proc/${PIDS.split}/task`);
    remove(`proc/${PIDS.dns}/numa_maps`);
    const now = await read();
    expect([now.outcome, now.problems]).toEqual(['ok', []]);
    expect([...now.states.keys()].sort()).toEqual(['guest/afloat', 'guest/dns', 'guest/local']);
  });

  it('keeps the nodes of a device that can not be read, and tells no wrong count', async () => {
    const { read, write } = placed();
    write('sys/bus/pci/devices/0000:41:10.2/numa_node', 'broken\n');
    const now = await read();
    expect(now.problems).toEqual([{ subject: '0000:41:10.2', message: expect.stringContaining('a NUMA node') }]);
    expect(fieldsOf(now, 'split')).toMatchObject({ nodes: null, device_nodes: null });
    expect(linesAbout(now, 'guest="split"').filter((line) => line.includes('device'))).toEqual([]);
  });

  it('is told with all of its threads where QEMU gives them no names', async () => {
    const { read, write } = placed();
    for (const vcpu of [0, 1]) {
      const { path: file, text } = threadFile('local', vcpu);
      write(file, text.replace(/^Name:.*$/m, 'Name:\tqemu-system-x86'));
    }
    const now = await read();
    expect(fieldsOf(now, 'local')?.cpu_nodes).toBe('0-1');
    expect(linesAbout(now, 'guest_cpus{guest="local"')).toEqual([]);
    expect(linesAbout(now, 'guest_mismatches{guest="local",kind="cpu"')).toEqual([
      'guest_mismatches{guest="local",kind="cpu"} 1',
    ]);
  });

  it('still is told while Open vSwitch does not answer', async () => {
    const { read, remove, write } = placed();
    remove(RX_QUEUES);
    write(RX_QUEUES.replace('.json', '.error'), 'deadline no answer');
    const now = await read();
    expect(now.problems).toEqual([{ subject: 'ovs-vswitchd', message: expect.stringContaining('no answer') }]);
    expect(fieldsOf(now, 'local')).toMatchObject({ nodes: '0', polling_nodes: '' });
    expect(linesAbout(now, 'kind="queue"')).not.toContain('guest_mismatches{guest="split",kind="queue"} 0');
  });
});

describe('the cost of an audit', () => {
  it('is that of the guests: memory and what never changes is not read each time', async () => {
    const { read, asked } = placed();
    await read();
    await read();
    asked();
    await read();
    const files = asked().map((file) =>
      file.replace(/\d+\/task\/\d+/, 'PID/task/TID').replace(/^\/proc\/\d+/, '/proc/PID'),
    );
    expect(new Set(files)).toEqual(
      new Set([
        '/etc/libvirt/qemu',
        '/proc',
        '/proc/PID/stat',
        '/proc/PID/task',
        '/proc/PID/task/TID/status',
        '/run/libvirt/qemu',
        '/run/openvswitch',
        '/run/openvswitch/ovs-vswitchd.pid',
        '/run/openvswitch/ovsdb-server.pid',
        ...['online', 'node0/cpulist', 'node1/cpulist'].map((file) => `/sys/devices/system/node/${file}`),
      ]),
    );
    // Two CPUs and the first thread of each of four guests.
    expect(files.filter((file) => file.endsWith('TID/status'))).toHaveLength(12);
  });
});

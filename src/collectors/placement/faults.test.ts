import { describe, expect, it } from 'vitest';
import {
  eventsBetween,
  fieldsOf,
  linesAbout,
  PIDS,
  placedGuests,
  RX_QUEUES,
  threadFile,
} from '../../../test/support/placed-guests.ts';

describe('a guest that can not be read in full', () => {
  it('has no memory told while its map is broken, and keeps what was known', async () => {
    const broken = placedGuests();
    broken.write(`proc/${PIDS.split}/numa_maps`, 'broken\n');
    const first = await broken.read();
    expect(first.outcome).toBe('partial');
    expect(first.problems).toEqual([{ subject: 'split', message: expect.stringContaining('expected a mapping') }]);
    expect(fieldsOf(first, 'split')).toMatchObject({ nodes: null, memory_nodes: null, cpu_nodes: '0' });
    expect(linesAbout(first, 'guest="split"').filter((line) => /memory|nodes/.test(line))).toEqual([]);

    const later = placedGuests({ memory_interval: 1 });
    const before = await later.read();
    later.write(`proc/${PIDS.split}/numa_maps`, 'broken\n');
    await expect.poll(async () => (await later.read()).outcome).toBe('partial');
    const after = await later.read();
    expect(after.states.get('guest/split')).toBe(before.states.get('guest/split'));
    expect(linesAbout(after, 'guest_memory_bytes{guest="split"')).toHaveLength(1);
  });

  it('is told by what it asked for where its memory may not be looked at', async () => {
    const { read, remove, write } = placedGuests();
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
    const { read, asked } = placedGuests({ memory_limit: 1 });
    const now = await read();
    expect(now.problems).toEqual([]);
    expect(fieldsOf(now, 'split')?.memory_nodes).toBe('1');
    expect(asked().filter((file) => file.endsWith('numa_maps'))).toEqual([]);
  });

  it('is not among the guests when it ends in the middle of the audit', async () => {
    const { read, remove } = placedGuests();
    remove(`proc/${PIDS.split}/task`);
    remove(`proc/${PIDS.dns}/numa_maps`);
    const now = await read();
    expect([now.outcome, now.problems]).toEqual(['ok', []]);
    expect([...now.states.keys()].sort()).toEqual(['guest/afloat', 'guest/dns', 'guest/local']);
  });

  it('keeps the nodes of a device that can not be read, and tells no wrong count', async () => {
    const { read, write } = placedGuests();
    write('sys/bus/pci/devices/0000:41:10.2/numa_node', 'broken\n');
    const now = await read();
    expect(now.problems).toEqual([{ subject: '0000:41:10.2', message: expect.stringContaining('a NUMA node') }]);
    expect(fieldsOf(now, 'split')).toMatchObject({ nodes: null, device_nodes: null });
    expect(linesAbout(now, 'guest="split"').filter((line) => line.includes('device'))).toEqual([]);
  });

  it('is told with all of its threads where QEMU gives them no names', async () => {
    const { read, write } = placedGuests();
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

  it('stays where it was while its threads can not be read, and is judged again when they can', async () => {
    const { read, write, pin } = placedGuests({ guests: { split: 1, local: 0 } });
    const main = threadFile('local', 0);
    write(main.path, 'broken\n');
    const first = await read();
    expect(fieldsOf(first, 'local')).toMatchObject({ nodes: null, cpu_nodes: null, as_declared: null });
    expect(fieldsOf(first, 'split')).toMatchObject({ as_declared: false });
    pin('local', 0, '0');
    const whole = await read();
    expect(eventsBetween(first, whole)).toEqual([]);
    expect(fieldsOf(whole, 'local')).toMatchObject({ nodes: '0', as_declared: true });
    write(threadFile('split', 0).path, 'broken\n');
    write(main.path, 'broken\n');
    const later = await read();
    expect(later.problems.map(({ subject }) => subject).sort()).toEqual(['local', 'split']);
    for (const guest of ['local', 'split']) {
      expect(later.states.get(`guest/${guest}`)).toBe(whole.states.get(`guest/${guest}`));
    }
    expect(linesAbout(later, 'guest_cpus{guest="local"')).toEqual([]);
    expect(linesAbout(later, 'as_declared')).toEqual([]);
  });

  it('still is told while Open vSwitch does not answer', async () => {
    const { read, remove, write } = placedGuests();
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
    const { read, asked } = placedGuests();
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

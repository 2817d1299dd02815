import { describe, expect, it } from 'vitest';
import {
  eventsBetween,
  fieldsOf,
  linesAbout,
  PIDS,
  placedGuests,
  RX_QUEUES,
} from '../../../test/support/placed-guests.ts';

describe('guests on two NUMA nodes', () => {
  it('are where their CPUs, memory, devices and the queues of their ports are', async () => {
    const now = await placedGuests().read();
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
    const { read, pin } = placedGuests();
    const before = await read();
    pin('local', 0, '3');
    const after = await read();
    expect(fieldsOf(after, 'local')).toMatchObject({ cpu_nodes: '0-1', as_declared: null });
    expect(eventsBetween(before, after)).toEqual([]);
    expect(linesAbout(after, 'as_declared')).toEqual([]);
  });

  it('that are declared cause an event when they go elsewhere, and when they are back', async () => {
    const { read, pin } = placedGuests({ guests: { local: 0, 'd*': 'cross', split: [0, 1] } });
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
    const { read, pin } = placedGuests({ guests: { local: 'cross' } });
    const now = await read();
    expect(fieldsOf(now, 'local')).toMatchObject({ as_declared: false, deviation: 'all of it is on node 0' });
    pin('local', 1, '2');
    expect(fieldsOf(await read(), 'local')).toMatchObject({ as_declared: true });
  });

  it('tell of everything that is elsewhere than declared', async () => {
    const now = await placedGuests({ guests: { split: 1 } }).read();
    expect(fieldsOf(now, 'split')?.deviation).toBe(
      'CPUs on node 0; 0000:41:10.2 on node 0; queue vhsplit/0 polled on node 0',
    );
  });

  it('come and go with an event each, a warning when they come to the wrong place', async () => {
    const { read, remove, write } = placedGuests({ guests: { dns: 0 } });
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

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import type { Collected, Reader } from '../../src/collectors/collector.ts';
import { collector } from '../../src/collectors/placement/index.ts';
import { diffStates } from '../../src/core/diff.ts';
import { formatNumbers, parseNumbers } from '../../src/core/number-list.ts';
import { defaultRealHostOptions, realHost } from '../../src/host/real-host.ts';
import { eventually } from '../support/eventually.ts';
import { startSwitch } from '../support/ovs.ts';
import { privateDirectory } from '../support/private-directory.ts';
import { hasProgram } from '../support/programs.ts';
import { startQemuGuest } from '../support/qemu-guest.ts';

const MIB = 2 ** 20;
const MEMORY = 64 * MIB;
const BACKEND = 'memory-backend-memfd,id=r0,size=64M,share=on,prealloc=on,host-nodes=0,policy=bind';
const memory = ['-m', '64', '-object', BACKEND, '-numa', 'node,memdev=r0'];

describe('real guests', () => {
  it('are found with the nodes of their CPUs and memory, until they end', async (context) => {
    skipWithoutQemu(context);
    const name = ownName();
    const guest = await startQemuGuest(name, ['-smp', '2', '-uuid', '3ac1f1a8-0000-4000-8000-000000000001', ...memory]);
    const reader = readerWith({ guests: { [name]: 0 } });
    const first = await poll(reader);
    expect(problemsOf(first, guest.pid, name)).toEqual([]);
    expect(first.states.get(`guest/${name}`)?.fields).toMatchObject({
      nodes: '0',
      cpu_nodes: nodesOf(guest.pid),
      memory_nodes: '0',
      device_nodes: '',
      declared: 'node 0',
      as_declared: true,
    });
    expect(figure(first, 'guest_cpus', name, '0')).toBe(2);
    expect(figure(first, 'guest_memory_bytes', name, '0')).toBe(MEMORY);
    expect(figure(first, 'guest_as_declared', name)).toBe(1);

    await guest.end();
    const later = await poll(reader);
    const told = diffStates('placement', collector.kinds, first.states, later.states, 0);
    expect(told.filter(({ subject }) => subject === name).map(({ data }) => data.message)).toEqual([
      `${name} has ended`,
    ]);
  });

  it('deviate as soon as the configuration wants them elsewhere', async (context) => {
    skipWithoutQemu(context);
    const name = ownName();
    await startQemuGuest(name, ['-smp', '1', ...memory]);
    const now = await poll(readerWith({ guests: { 'nst-*': 7 } }));
    expect(now.states.get(`guest/${name}`)?.fields).toMatchObject({
      as_declared: false,
      deviation: 'CPUs on node 0; memory on node 0',
    });
    expect(figure(now, 'guest_as_declared', name)).toBe(0);
  });

  it('are told with the queues of their ports that Open vSwitch polls', async (context) => {
    skipWithoutQemu(context);
    const ovs = await startSwitch(context, { dpdk: true });
    const name = ownName();
    const socket = path.join(privateDirectory(), 'guest.sock');
    const port = ['-chardev', `socket,id=c0,path=${socket},server=on`, '-netdev', 'vhost-user,id=n0,chardev=c0'];
    // QEMU waits for the switch before it makes its CPUs.
    const starting = startQemuGuest(name, [...memory, ...port, '-device', 'virtio-net-pci,netdev=n0,romfile=']);
    ovs.vsctl(
      ...['add-br', 'br0', '--', 'set', 'Bridge', 'br0', 'datapath_type=netdev'],
      ...['--', 'add-port', 'br0', 'vh0', '--', 'set', 'Interface', 'vh0', 'type=dpdkvhostuserclient'],
      `options:vhost-server-path=${socket}`,
    );
    await starting;
    const reader = readerWith({ run_directories: [ovs.directory] });
    await eventually(async () => (await poll(reader)).states.get(`guest/${name}`)?.fields.polling_nodes).toBe('0');
    const now = await poll(reader);
    expect(figure(now, 'guest_polled_queues', name, '0')).toBe(1);
    expect(figure(now, 'rxq_crosses_nodes', '', 'vh0', '0', 'guest')).toBe(0);
    expect(figure(now, 'guest_mismatches', name, 'queue')).toBe(0);
  });
});

function skipWithoutQemu(context: TestContext): void {
  if (!hasProgram('qemu-system-x86_64')) context.skip('qemu-system-x86_64 is not installed');
  if (!hasProgram('taskset')) context.skip('taskset is not installed');
}

function ownName(): string {
  return `nst-${randomBytes(4).toString('hex')}`;
}

function readerWith(settings: object): Reader {
  const host = realHost(defaultRealHostOptions);
  onTestFinished(() => host.close());
  return collector.open(host, settings);
}

const poll = (reader: Reader) => reader.collect({ signal: AbortSignal.timeout(20_000), changed: undefined });

/** Other virtual machines may run on this machine, and are none of ours. */
function problemsOf({ problems }: Collected, pid: number, name: string) {
  return problems.filter(({ subject, message }) => subject === name || message.includes(`/proc/${pid}/`));
}

function figure({ families }: Collected, metric: string, ...labels: readonly string[]) {
  const family = families().find(({ definition }) => definition.name === `netsteward_placement_${metric}`);
  return family?.points.find((point) => point.labels.join(' ') === labels.join(' '))?.value;
}

/** Nodes of the CPUs that a process may run on, by the files of the kernel. */
function nodesOf(pid: number): string {
  const allowed = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';
  const online = parseNumbers(readFileSync('/sys/devices/system/node/online', 'utf8'), 'online');
  const nodes = online.filter((node) => {
    const own = parseNumbers(readFileSync(`/sys/devices/system/node/node${node}/cpulist`, 'utf8'), 'cpulist');
    return parseNumbers(allowed, 'status').some((cpu) => own.includes(cpu));
  });
  return formatNumbers(nodes);
}

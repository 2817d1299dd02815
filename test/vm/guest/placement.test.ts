import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Collected, Reader, RegisteredCollector } from '../../../src/collectors/collector.ts';
import { collector as numa } from '../../../src/collectors/numa/index.ts';
import { collector as placement } from '../../../src/collectors/placement/index.ts';
import { diffStates } from '../../../src/core/diff.ts';
import { defaultRealHostOptions, realHost } from '../../../src/host/real-host.ts';
import { startSwitch } from '../../support/ovs.ts';
import { type QemuGuest, startQemuGuest } from '../../support/qemu-guest.ts';
import { LAB_IN_GUEST, QEMU } from '../lab/lay-out.ts';
import { allowDevices, functionsFor } from './placement/devices.ts';
import { record } from './recording.ts';

const PATIENCE_MS = 60_000;
const MIB = 2 ** 20;
const HUGEPAGES = '/dev/hugepages';

/** Guests here are guests of a guest: they stand still, which is enough to be somewhere. */
function start(name: string, ...options: readonly string[]): Promise<QemuGuest> {
  const argv = ['-machine', 'q35', '-smp', '2', ...options];
  return startQemuGuest(name, argv, path.join(LAB_IN_GUEST, QEMU), PATIENCE_MS);
}

/** 16 MiB in hugepages of a node. */
const hugepagesOf = (node: number) => [
  ...['-m', '16', '-numa', 'node,memdev=r0', '-object'],
  `memory-backend-file,id=r0,size=16M,mem-path=${HUGEPAGES},share=on,prealloc=on,host-nodes=${node},policy=bind`,
];
const device = (address = '') => ['-device', `vfio-pci,host=${address}`];

let functions: { readonly zero: readonly string[]; readonly one: readonly string[] };

beforeAll(() => {
  mkdirSync(HUGEPAGES, { recursive: true });
  execFileSync('mount', ['-t', 'hugetlbfs', 'none', HUGEPAGES]);
  execFileSync('modprobe', ['tun']);
  allowDevices();
  functions = { zero: functionsFor('pf0', 2), one: functionsFor('pf1', 2) };
});

describe('guests on two real NUMA nodes', () => {
  it('are where they are, and told when that is not what was declared', async () => {
    const [local, split, cross] = await Promise.all([
      start('local', ...hugepagesOf(0), ...device(functions.zero[0])),
      start('split', ...hugepagesOf(1), ...device(functions.zero[1])),
      start('cross', '-m', '16', ...device(functions.one[0]), ...device(functions.one[1])),
    ]);
    for (const vcpu of [0, 1]) {
      local.pin(vcpu, String(vcpu));
      split.pin(vcpu, '0');
      cross.pin(vcpu, vcpu === 0 ? '1' : '2');
    }
    const reader = open(placement, { guests: { local: 0, split: 1, cross: 'cross' } });
    const first = await poll(reader);
    expect(first.problems).toEqual([]);
    expect(fieldsOf(first, 'local')).toMatchObject({ nodes: '0', as_declared: true });
    expect(fieldsOf(first, 'split')).toMatchObject({
      cpu_nodes: '0',
      memory_nodes: '1',
      device_nodes: '0',
      deviation: `CPUs on node 0; ${functions.zero[1]} on node 0`,
    });
    expect(fieldsOf(first, 'cross')).toMatchObject({ cpu_nodes: '0-1', device_nodes: '1', as_declared: true });
    expect(figure(placement, first, 'guest_hugepages_bytes', 'local', '0')).toBe(16 * MIB);
    expect(figure(placement, first, 'guest_hugepages_bytes', 'split', '1')).toBe(16 * MIB);
    expect(figure(placement, first, 'guest_mismatches', 'split', 'memory')).toBe(1);
    record('two-nodes/guests');

    local.pin(1, '2');
    const moved = await poll(reader);
    expect(eventsBetween(placement, first, moved)).toEqual([
      'local is not where it was declared to be (node 0): CPUs on node 1',
    ]);
    local.pin(1, '0');
    const back = await poll(reader);
    expect(eventsBetween(placement, moved, back)).toEqual(['local is where it was declared to be (node 0)']);
    await split.end();
    expect(eventsBetween(placement, back, await poll(reader))).toEqual(['split has ended']);
  });

  it('disagree with the PMD that polls their port on the other node', async (context) => {
    const ovs = await startSwitch(context, { dpdk: true, pmdMask: '0x6', memory: 64 });
    const socket = '/run/guest.sock';
    const port = ['-chardev', `socket,id=c0,path=${socket},server=on`, '-netdev', 'vhost-user,id=n0,chardev=c0'];
    const starting = start('ported', ...hugepagesOf(1), ...port, '-device', 'virtio-net-pci,netdev=n0,romfile=');
    const affinity = (core: number) => ['set', 'Interface', 'vh0', `other_config:pmd-rxq-affinity=0:${core}`];
    ovs.vsctl(
      ...['add-br', 'br0', '--', 'set', 'Bridge', 'br0', 'datapath_type=netdev'],
      ...['--', 'add-port', 'br0', 'vh0', '--', 'set', 'Interface', 'vh0', 'type=dpdkvhostuserclient'],
      ...[`options:vhost-server-path=${socket}`, '--', ...affinity(1)],
    );
    const { pin } = await starting;
    for (const vcpu of [0, 1]) pin(vcpu, '2');
    const reader = open(placement, { run_directories: [ovs.directory] });
    const crosses = async () => figure(placement, await poll(reader), 'rxq_crosses_nodes', '', 'vh0', '0', 'guest');
    await expect.poll(crosses).toBe(1);
    expect(figure(placement, await poll(reader), 'guest_mismatches', 'ported', 'queue')).toBe(1);
    ovs.vsctl(...affinity(2));
    await expect.poll(crosses).toBe(0);
  });
});

describe('two real NUMA nodes', () => {
  const pages = (node: number, file: string) =>
    `/sys/devices/system/node/node${node}/hugepages/hugepages-2048kB/${file}`;
  const count = (node: number, file: string) => Number(readFileSync(pages(node, file), 'utf8'));

  it('are told with the figures of the kernel, and when their hugepages run out', async () => {
    const reader = open(numa, {});
    const first = await poll(reader);
    expect(first.problems).toEqual([]);
    for (const node of [0, 1]) {
      const told = (metric: string, ...labels: string[]) => figure(numa, first, metric, String(node), ...labels);
      expect(told('hugepages', '2MiB')).toBe(count(node, 'nr_hugepages'));
      expect(told('hugepages_free', '2MiB')).toBe(count(node, 'free_hugepages'));
      expect(told('cpus')).toBe(2);
      expect(told('distance', String(1 - node))).toBe(20);
      expect(told('isolated_cpus')).toBe(node);
      const meminfo = readFileSync(`/sys/devices/system/node/node${node}/meminfo`, 'utf8');
      expect(told('memory_bytes')).toBe(Number(/MemTotal:\s+(\d+)/.exec(meminfo)?.[1]) * 1024);
    }
    const guest = await start('eater', ...eating(2 * count(1, 'free_hugepages')));
    const full = await poll(reader);
    expect(eventsBetween(numa, first, full)).toEqual(['node 1 2MiB: no hugepage is free']);
    await guest.end();
    await expect.poll(() => count(1, 'free_hugepages')).toBeGreaterThan(0);
    const free = await poll(reader);
    expect(eventsBetween(numa, full, free)).toEqual(['node 1 2MiB: hugepages are free again']);
    const before = count(0, 'nr_hugepages');
    onTestFinished(() => writeFileSync(pages(0, 'nr_hugepages'), String(before)));
    writeFileSync(pages(0, 'nr_hugepages'), String(before - 1));
    expect(eventsBetween(numa, free, await poll(reader))).toEqual([
      `node 0 2MiB: ${before - 1} hugepages, before ${before}`,
    ]);
  });

  /** Takes so many MiB of hugepages. */
  const eating = (megabytes: number) => [
    ...['-m', String(megabytes), '-numa', 'node,memdev=r0', '-object'],
    `memory-backend-file,id=r0,size=${megabytes}M,mem-path=${HUGEPAGES},prealloc=on,host-nodes=1,policy=bind`,
  ];
});

function open(collector: RegisteredCollector, settings: object): Reader {
  const host = realHost({ ...defaultRealHostOptions, readDeadlineMs: PATIENCE_MS });
  onTestFinished(() => host.close());
  return collector.open(host, settings);
}

const poll = (reader: Reader) => reader.collect({ signal: AbortSignal.timeout(PATIENCE_MS), changed: undefined });

const fieldsOf = ({ states }: Collected, guest: string) => states.get(`guest/${guest}`)?.fields;

function figure({ name }: RegisteredCollector, { families }: Collected, metric: string, ...labels: readonly string[]) {
  const family = families().find(({ definition }) => definition.name === `netsteward_${name}_${metric}`);
  return family?.points.find((point) => point.labels.join(' ') === labels.join(' '))?.value;
}

function eventsBetween({ name, kinds }: RegisteredCollector, before: Collected, after: Collected): readonly string[] {
  return diffStates(name, kinds, before.states, after.states, 0).map(({ data }) => data.message);
}

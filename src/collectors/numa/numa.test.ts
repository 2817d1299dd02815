import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { changingHost } from '../../../test/support/changing-host.ts';
import { linesOfFamilies } from '../../../test/support/lines-of-families.ts';
import { privateDirectory } from '../../../test/support/private-directory.ts';
import { diffStates } from '../../core/diff.ts';
import type { Collected } from '../collector.ts';
import { collector } from './index.ts';

const NODES = 'sys/devices/system/node';
const PAGES = (node: number) => `${NODES}/node${node}/hugepages/hugepages-2048kB`;

function nodesOf(recording: string) {
  const changing = changingHost(recording);
  const reader = collector.open(changing.host, {});
  const read = () => reader.collect({ signal: AbortSignal.timeout(20_000), changed: undefined });
  return { ...changing, read };
}

const recorded = (name: string) => nodesOf(path.join(import.meta.dirname, 'fixtures/hosts', name));
const twoNodes = () => recorded('two-nodes');

function lines(now: Collected, pattern: RegExp): readonly string[] {
  const all = linesOfFamilies(now.families()).map((line) => line.replace('netsteward_numa_', ''));
  return all.filter((line) => pattern.test(line)).sort();
}

function eventsBetween(before: Collected, after: Collected): readonly string[] {
  const drafts = diffStates('numa', collector.kinds, before.states, after.states, 0);
  return drafts.map(({ severity, type, data }) => `${severity} ${type.split('.').at(-1)}: ${data.message}`);
}

describe('NUMA nodes', () => {
  it('are told with their CPUs, memory, hugepages, distances and cards', async () => {
    const now = await twoNodes().read();
    expect([now.outcome, now.problems]).toEqual(['ok', []]);
    expect(lines(now, /^(cpus|isolated|tickless|offline|distance)/)).toEqual([
      'cpus{node="0"} 2',
      'cpus{node="1"} 2',
      'distance{node="0",to="0"} 10',
      'distance{node="0",to="1"} 20',
      'distance{node="1",to="0"} 20',
      'distance{node="1",to="1"} 10',
      'isolated_cpus{node="0"} 0',
      'isolated_cpus{node="1"} 1',
      'offline_cpus{} 0',
      'tickless_cpus{node="0"} 0',
      'tickless_cpus{node="1"} 0',
    ]);
    expect(lines(now, /^hugepages.*2MiB/)).toEqual([
      'hugepages_free{node="0",size="2MiB"} 24',
      'hugepages_free{node="1",size="2MiB"} 24',
      'hugepages_surplus{node="0",size="2MiB"} 0',
      'hugepages_surplus{node="1",size="2MiB"} 0',
      'hugepages{node="0",size="2MiB"} 48',
      'hugepages{node="1",size="2MiB"} 48',
    ]);
    // A node without pages of a size has not run out of them.
    expect(now.states.get('pool/node 0 1GiB')?.fields).toEqual({ total: 0, exhausted: false });
    expect(lines(now, /^network_device/)).toEqual([
      'network_device_info{node="0",address="0000:41:00.0",kind="pf",interface="eth1",driver="igb"} 1',
      'network_device_info{node="0",address="0000:41:10.0",kind="vf",interface="",driver="vfio-pci"} 1',
      'network_device_info{node="0",address="0000:41:10.2",kind="vf",interface="",driver="vfio-pci"} 1',
      'network_device_info{node="1",address="0000:81:00.0",kind="pf",interface="eth0",driver="igb"} 1',
      'network_device_info{node="1",address="0000:81:10.0",kind="vf",interface="",driver="vfio-pci"} 1',
      'network_device_info{node="1",address="0000:81:10.2",kind="vf",interface="",driver="vfio-pci"} 1',
    ]);
  });

  it('are told with the figures of the kernel', async () => {
    const { read, write } = twoNodes();
    write(
      `${NODES}/node1/meminfo`,
      'Node 1 MemTotal:         1000 kB\nNode 1 MemFree:           400 kB\nNode 1 Shmem: 8 kB\nNode 1 HugePages_Total:    48\n',
    );
    write(
      `${NODES}/node1/numastat`,
      'numa_hit 6\nnuma_miss 5\nnuma_foreign 4\ninterleave_hit 3\nlocal_node 2\nother_node 1\n',
    );
    const now = await read();
    expect(lines(now, /node="1".*|^x/).filter((line) => /^(memory|\w+_pages_total)/.test(line))).toEqual([
      'foreign_pages_total{node="1"} 4',
      'hit_pages_total{node="1"} 6',
      'interleave_hit_pages_total{node="1"} 3',
      'local_pages_total{node="1"} 2',
      'memory_bytes{node="1"} 1024000',
      'memory_free_bytes{node="1"} 409600',
      'memory_used_bytes{node="1",kind="shared"} 8192',
      'miss_pages_total{node="1"} 5',
      'other_pages_total{node="1"} 1',
    ]);
  });

  it('may have CPUs and a card and no memory', async () => {
    const now = await recorded('memoryless-node').read();
    expect([now.outcome, now.problems]).toEqual(['ok', []]);
    expect(now.states.get('node/node 2')?.fields).toEqual({ cpus: '2', has_memory: false });
    expect(now.states.get('device/0000:61:00.0')?.fields).toMatchObject({ node: 2 });
    expect(lines(now, /^(memory_|distance|hugepages\{).*node="2"/).filter((line) => !line.includes('used'))).toEqual([
      'distance{node="2",to="0"} 20',
      'distance{node="2",to="1"} 20',
      'distance{node="2",to="2"} 10',
      'hugepages{node="2",size="1GiB"} 0',
      'hugepages{node="2",size="2MiB"} 0',
      'memory_bytes{node="2"} 0',
      'memory_free_bytes{node="2"} 0',
    ]);
  });

  it('may be one, with numbers that have gaps, without memory or without CPUs', async () => {
    const { read, write } = nodesOf(privateDirectory());
    write(`${NODES}/online`, '0,8\n');
    write(`${NODES}/node0/cpulist`, '0-3\n');
    write(`${NODES}/node8/cpulist`, '\n');
    write(`${NODES}/node0/distance`, '10 40\n');
    write(`${NODES}/node0/meminfo`, 'Node 0 MemTotal: 0 kB\nNode 0 MemFree: 0 kB\n');
    write(`${NODES}/node8/meminfo`, 'Node 8 MemTotal: 64 kB\nNode 8 MemFree: 1 kB\n');
    const now = await read();
    expect([now.outcome, now.problems]).toEqual(['ok', []]);
    expect([...now.states.values()].map(({ subject, fields }) => [subject, fields])).toEqual([
      ['node 0', { cpus: '0-3', has_memory: false }],
      ['node 8', { cpus: '', has_memory: true }],
      ['cpus', { isolated: null, tickless: null }],
    ]);
    expect(lines(now, /^distance/)).toEqual(['distance{node="0",to="0"} 10', 'distance{node="0",to="8"} 40']);
    expect(lines(now, /^(cpus|memory_bytes)/)).toEqual([
      'cpus{node="0"} 4',
      'cpus{node="8"} 0',
      'memory_bytes{node="0"} 0',
      'memory_bytes{node="8"} 65536',
    ]);
  });

  it('are absent on a kernel that knows none', async () => {
    expect(await nodesOf(privateDirectory()).read()).toMatchObject({ outcome: 'absent' });
  });

  it('keep what was known of them while a file can not be read, and lose its figures', async () => {
    const { read, write, remove } = twoNodes();
    const before = await read();
    write(`${NODES}/node1/meminfo`, 'broken\n');
    write(`${PAGES(1)}/nr_hugepages`, 'many\n');
    remove(`${NODES}/node0/numastat`);
    remove('sys/bus/pci/devices');
    write('sys/bus/pci/devices.error', 'denied EACCES');
    const now = await read();
    expect(now.outcome).toBe('partial');
    expect(now.problems.map(({ subject }) => subject).sort()).toEqual(['node 1', 'node 1', 'numa']);
    for (const [key, state] of now.states) expect(state, key).toBe(before.states.get(key));
    expect(lines(now, /^(memory_bytes|hit_pages|hugepages\{).*/).filter((line) => !line.includes('1GiB'))).toEqual([
      expect.stringContaining('hit_pages_total{node="1"}'),
      'hugepages{node="0",size="2MiB"} 48',
      expect.stringContaining('memory_bytes{node="0"}'),
    ]);
  });
});

describe('changes of NUMA nodes', () => {
  it('are told: hugepages that run out, come back, or are another number', async () => {
    const { read, write } = twoNodes();
    const before = await read();
    write(`${PAGES(1)}/free_hugepages`, '0\n');
    const empty = await read();
    expect(eventsBetween(before, empty)).toEqual([
      'warning hugepages-exhausted-changed: node 1 2MiB: no hugepage is free',
    ]);
    write(`${PAGES(1)}/free_hugepages`, '8\n');
    write(`${PAGES(1)}/nr_hugepages`, '32\n');
    expect(eventsBetween(empty, await read())).toEqual([
      'warning hugepages-changed: node 1 2MiB: 32 hugepages, before 48',
      'notice hugepages-exhausted-changed: node 1 2MiB: hugepages are free again',
    ]);
  });

  it('are told: CPUs, memory, isolation, nodes and the place of cards', async () => {
    const { read, write } = twoNodes();
    const before = await read();
    write(`${NODES}/node0/cpulist`, '0\n');
    write(`${NODES}/node1/meminfo`, 'Node 1 MemTotal: 0 kB\nNode 1 MemFree: 0 kB\n');
    write('sys/devices/system/cpu/isolated', '2-3\n');
    write('sys/devices/system/cpu/nohz_full', '3\n');
    const after = await read();
    expect(eventsBetween(before, after)).toEqual([
      'warning node-cpus-changed: node 0 has CPU 0, before CPUs 0-1',
      'warning node-memory-changed: node 1 has no memory of its own',
      'warning isolation-changed: CPUs 2-3 isolated, before CPU 3',
      'warning tickless-changed: CPU 3 without a tick, before no CPUs',
    ]);
    write(`${NODES}/online`, '0\n');
    write(`${NODES}/node0/distance`, '10\n');
    expect(eventsBetween(after, await read())).toEqual(['warning node-vanished: there is no node 1 any more']);
    const moved = twoNodes();
    moved.write('sys/bus/pci/devices/0000:41:00.0/numa_node', '1\n');
    expect(eventsBetween(before, await moved.read())).toEqual([
      'warning device-moved: 0000:41:00.0 is on node 1, before on node 0',
    ]);
  });
});

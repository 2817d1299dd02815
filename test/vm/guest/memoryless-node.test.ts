import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { record } from './recording.ts';

const read = (path: string) => readFileSync(path, 'utf8').trim();

describe('a node without memory', () => {
  it('has a CPU and a NIC, and nothing to reserve hugepages from', () => {
    const node = '/sys/devices/system/node/node2';
    expect(read('/sys/devices/system/node/has_cpu')).toBe('0-2');
    expect(read('/sys/devices/system/node/has_memory')).toBe('0-1');
    expect(read(`${node}/meminfo`)).toContain('Node 2 MemTotal:              0 kB');
    expect(read('/sys/class/net/pf2/device/numa_node')).toBe('2');
    writeFileSync(`${node}/hugepages/hugepages-2048kB/nr_hugepages`, '4');
    expect(read(`${node}/hugepages/hugepages-2048kB/nr_hugepages`)).toBe('0');
    writeFileSync('/sys/class/net/pf2/device/sriov_numvfs', '1');
    record('memoryless-node');
  });
});

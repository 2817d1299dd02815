import { describe, expect, it } from 'vitest';
import { changingHost } from '../../test/support/changing-host.ts';
import { privateDirectory } from '../../test/support/private-directory.ts';
import { nodesOfCpus, readNumaNodes } from './numa-nodes.ts';

const signal = () => AbortSignal.timeout(10_000);

function hostOfNodes(online: string, cpulists: Readonly<Record<number, string>>) {
  const { host, write } = changingHost(privateDirectory());
  write('sys/devices/system/node/online', online);
  for (const [node, cpus] of Object.entries(cpulists)) write(`sys/devices/system/node/node${node}/cpulist`, cpus);
  return host;
}

describe('NUMA nodes', () => {
  it('are those that are online, with their CPUs', async () => {
    const nodes = await readNumaNodes(hostOfNodes('0,2\n', { 0: '0-1,4\n', 2: '\n' }), signal());
    expect(nodes).toEqual([
      { node: 0, cpus: [0, 1, 4] },
      { node: 2, cpus: [] },
    ]);
    expect([...nodesOfCpus(nodes ?? [])]).toEqual([
      [0, 0],
      [1, 0],
      [4, 0],
    ]);
  });

  it('may be taken out while they are read', async () => {
    expect(await readNumaNodes(hostOfNodes('0-1\n', { 0: '0\n' }), signal())).toEqual([{ node: 0, cpus: [0] }]);
  });

  it('are unknown to some kernels, and broken text is an error', async () => {
    expect(await readNumaNodes(changingHost(privateDirectory()).host, signal())).toBeUndefined();
    await expect(readNumaNodes(hostOfNodes('all\n', {}), signal())).rejects.toThrow('expected numbers and ranges');
  });
});

import { describe, expect, it } from 'vitest';
import { addressOf, driversOf, kernelArguments, type Machine, machineArguments } from './machine.ts';

const machine: Machine = {
  nodes: [
    { cpus: '0-1,4', megabytes: 512, hugepages: 0 },
    { cpus: '2', megabytes: 256, hugepages: 8 },
    { cpus: '3', megabytes: 0, hugepages: 0 },
  ],
  nics: [
    { name: 'a0', model: 'e1000e', wire: 'left' },
    { name: 'pf1', model: 'igb', node: 1, wire: 'right' },
    { name: 'pf2', model: 'igb', node: 1, wire: 'left' },
  ],
  kernelArguments: ['isolcpus=3'],
};
const words = machineArguments(machine);
const valuesOf = (option: string) => words.filter((_, index) => words[index - 1] === option);

describe('the machine of a guest', () => {
  it('has the CPUs and the memory of all its nodes', () => {
    expect([valuesOf('-smp'), valuesOf('-m')]).toEqual([['5'], ['768']]);
    expect(valuesOf('-numa')).toEqual([
      'node,nodeid=0,cpus=0-1,cpus=4,memdev=memory0',
      'node,nodeid=1,cpus=2,memdev=memory1',
      'node,nodeid=2,cpus=3',
    ]);
  });

  it('has one bridge for each node with NICs, and a port behind it for each', () => {
    const devices = valuesOf('-device');
    expect(devices.filter((one) => one.startsWith('pxb'))).toEqual([
      'pxb-pcie,id=node1,bus_nr=64,bus=pcie.0,numa_node=1',
    ]);
    expect(devices.filter((one) => one.startsWith('pcie-root-port'))).toHaveLength(2);
    expect(devices.find((one) => one.startsWith('e1000e'))).toContain('bus=pcie.0');
    expect(devices.filter((one) => one.includes('bus=port-pf')).map((one) => one.split(',')[1])).toEqual([
      'id=pf1',
      'id=pf2',
    ]);
  });

  it('joins what is on the same wire', () => {
    expect(valuesOf('-netdev')).toEqual([
      'hubport,id=wire-a0,hubid=0',
      'hubport,id=wire-pf1,hubid=1',
      'hubport,id=wire-pf2,hubid=0',
    ]);
  });

  it('has the drivers and the words that its kernel needs', () => {
    expect(driversOf(machine)).toEqual(['e1000e', 'igb', 'igbvf']);
    expect(kernelArguments(machine)).toEqual([
      ...['intel_iommu=on', 'iommu=pt', 'hugepagesz=2M', 'hugepages=1:8', 'isolcpus=3'],
    ]);
    expect(kernelArguments({ nodes: [], nics: [] })).toEqual([]);
  });

  it('tells NICs apart by their addresses', () => {
    expect([addressOf(0), addressOf(26)]).toEqual(['52:54:00:00:00:00', '52:54:00:00:00:1a']);
  });
});

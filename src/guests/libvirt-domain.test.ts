import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDomain } from './libvirt-domain.ts';

const text = (name: string) => readFileSync(new URL(`fixtures/${name}.xml`, import.meta.url), 'utf8');

describe("a domain in libvirt's files", () => {
  it('that runs is told with its process and the devices that it has now', () => {
    expect(parseDomain(text('running'), 'dns-1.xml')).toEqual({
      name: 'dns-1',
      uuid: '3ac1f1a8-0000-4000-8000-000000000001',
      pid: 4711,
      vcpus: 2,
      memory: 2 ** 31,
      memoryBackends: [
        { id: 'cell 0', size: undefined, path: undefined, hugepages: true, hostNodes: [0], policy: 'strict' },
        { id: 'cell 1', size: undefined, path: undefined, hugepages: true, hostNodes: [1], policy: 'strict' },
        { id: 'domain', size: undefined, path: undefined, hugepages: true, hostNodes: [0, 1], policy: 'strict' },
      ],
      cells: [
        { node: 0, cpus: [0, 1], memory: 2 ** 30, backend: undefined },
        { node: 1, cpus: [2, 3], memory: 2 ** 30, backend: undefined },
      ],
      pciDevices: ['0000:81:10.2', '0000:03:10.0'],
      vhostUserPorts: [{ socket: '/var/run/openvswitch/vhu1', server: true }],
    });
  });

  it('that is only defined has no process', () => {
    expect(parseDomain(text('defined'), 'db.xml')).toMatchObject({
      name: 'db',
      pid: undefined,
      vcpus: 8,
      memory: 4 * 2 ** 30,
      memoryBackends: [{ id: 'domain', hugepages: false, hostNodes: [], policy: 'default' }],
      cells: [],
      pciDevices: ['0000:81:10.4'],
    });
  });

  it.each([
    ['', "expected libvirt's XML of a domain"],
    ['<domain>', "expected libvirt's XML of a domain"],
    ['<network><name>default</name></network>', 'expected a domain with a name'],
    ['<domain><name/></domain>', 'expected a domain with a name'],
    ['<domstatus pid="x"><domain><name>a</name></domain></domstatus>', 'expected a number, found "x"'],
    ['<domain><name>a</name><memory unit="parsec">1</memory></domain>', 'expected a size'],
  ])('is an error when it is %j', (broken, message) => {
    expect(() => parseDomain(broken, 'a.xml')).toThrow(message);
  });
});

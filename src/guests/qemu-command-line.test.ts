import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../core/errors.ts';
import { parseQemuCommandLine } from './qemu-command-line.ts';

const parse = (...args: readonly string[]) =>
  parseQemuCommandLine(`${['/usr/bin/qemu-system-x86_64', ...args].join('\0')}\0`, '/proc/7/cmdline');

describe('a command line of QEMU', () => {
  it('as libvirt writes it is understood', () => {
    const guest = parse(
      ...['-name', 'guest=dns-1,debug-threads=on', '-S', '-machine', 'pc-q35-7.2,usb=off,memory-backend=pc.ram'],
      ...[
        '-m',
        'size=2097152k',
        '-smp',
        '4,sockets=4,cores=1,threads=1',
        '-uuid',
        '3ac1f1a8-0000-4000-8000-000000000001',
      ],
      ...[
        '-object',
        '{"qom-type":"memory-backend-file","id":"ram-node0","mem-path":"/dev/hugepages/libvirt/qemu/1-dns-1","share":true,"prealloc":true,"size":1073741824,"host-nodes":[0],"policy":"bind"}',
      ],
      ...['-numa', 'node,nodeid=0,cpus=0-1,memdev=ram-node0'],
      ...[
        '-object',
        '{"qom-type":"memory-backend-memfd","id":"ram-node1","hugetlb":true,"size":1073741824,"host-nodes":[1,2],"policy":"bind"}',
      ],
      ...['-numa', 'node,nodeid=1,cpus=2,cpus=3,memdev=ram-node1'],
      ...[
        '-chardev',
        'socket,id=charnet0,path=/run/vhu,,1,server=on',
        '-netdev',
        '{"type":"vhost-user","chardev":"charnet0","queues":2,"id":"hostnet0"}',
      ],
      ...['-device', '{"driver":"vfio-pci","host":"0000:81:10.2","id":"hostdev0","bus":"pci.5","addr":"0x0"}'],
    );
    expect(guest).toEqual({
      name: 'dns-1',
      uuid: '3ac1f1a8-0000-4000-8000-000000000001',
      vcpus: 4,
      memory: 2 ** 31,
      memoryBackends: [
        {
          id: 'ram-node0',
          size: 2 ** 30,
          path: '/dev/hugepages/libvirt/qemu/1-dns-1',
          hugepages: false,
          hostNodes: [0],
          policy: 'bind',
        },
        { id: 'ram-node1', size: 2 ** 30, path: undefined, hugepages: true, hostNodes: [1, 2], policy: 'bind' },
      ],
      cells: [
        { node: 0, cpus: [0, 1], memory: undefined, backend: 'ram-node0' },
        { node: 1, cpus: [2, 3], memory: undefined, backend: 'ram-node1' },
      ],
      pciDevices: [{ address: '0000:81:10.2', id: 'hostdev0' }],
      vhostUserPorts: [{ socket: '/run/vhu,1', server: true }],
      problems: [],
    });
  });

  it('as a person writes it is understood', () => {
    const guest = parse(
      ...['--name', 'web', '-m', '512', '-mem-path', '/dev/hugepages', '-smp', 'sockets=2,cores=3'],
      ...['-numa', 'node,mem=256', '-numa', 'node,mem=0.25G', '-device', 'vfio-pci,host=3:10.1'],
      ...[
        '-device',
        'vfio-pci-nohotplug,sysfsdev=/sys/bus/pci/devices/0001:04:00.0',
        '-device',
        'virtio-net-pci,netdev=n0',
      ],
      ...['-chardev', 'socket,id=c,path=/run/a.sock', '-netdev', 'vhost-user,id=n0,chardev=c', '-netdev', 'user,id=n1'],
    );
    expect(guest).toMatchObject({ name: 'web', vcpus: 6, memory: 2 ** 29, problems: [] });
    expect(guest.memoryBackends.map(({ path }) => path)).toEqual(['/dev/hugepages']);
    expect(guest.cells.map(({ node, memory }) => [node, memory])).toEqual([
      [0, 2 ** 28],
      [1, 2 ** 28],
    ]);
    expect(guest.pciDevices.map(({ address }) => address)).toEqual(['0000:03:10.1', '0001:04:00.0']);
    expect(guest.vhostUserPorts).toEqual([{ socket: '/run/a.sock', server: false }]);
  });

  it('without a number of CPUs has one', () => {
    expect(parse('-S').vcpus).toBe(1);
    expect(parse('-smp', '4,maxcpus=8').vcpus).toBe(4);
  });

  it('says of each option what can not be understood, and understands the others', () => {
    const guest = parse(
      ...['-name', 'x', '-m', 'lots', '-smp', 'many', '-numa', 'node,cpus=1-x', '-device', 'vfio-pci,host=nowhere'],
      ...['-object', '{"qom-type":', '-device', 'vfio-pci,host=0000:03:10.1', '-device'],
    );
    expect(guest.name).toBe('x');
    expect(guest.pciDevices).toEqual([{ address: '0000:03:10.1', id: undefined }]);
    expect(guest).toMatchObject({ memory: undefined, vcpus: undefined, cells: [] });
    expect(guest.problems.map((problem) => problem.replace('/proc/7/cmdline: ', ''))).toEqual([
      '-object: expected an object in JSON, found "{\\"qom-type\\":"',
      '-smp: expected a number of CPUs, found "many"',
      expect.stringContaining('expected a size such as 512M, found "lots"'),
      '-numa:1: expected numbers and ranges such as 1,3-5, found "1-x"',
      '-device: expected a PCI address, found "nowhere"',
    ]);
  });

  it('leaves devices without an address of their own out', () => {
    const mediated = 'vfio-pci,sysfsdev=/sys/bus/mdev/devices/8b0a1c2d-0000-4000-8000-000000000001';
    expect(parse('-device', mediated, '-device', 'vfio-pci,fd=7')).toMatchObject({ pciDevices: [], problems: [] });
  });

  it.each(['\0', 'qemu-system-x86_64\0', '\0 {"x": [ ~ broken'])('is none when it is %j', (text) => {
    expect(() => parseQemuCommandLine(text, 'cmdline')).toThrow('cmdline: expected the command line of QEMU');
  });

  it('may hold anything', () => {
    const option = fc.constantFrom('-name', '-m', '-smp', '-object', '-numa', '-device', '-chardev', '-netdev', '-x');
    const value = fc.oneof(
      fc.string(),
      fc.json(),
      fc.stringMatching(/^(node|vfio-pci|socket)(,[a-z]+=[0-9a-f:.,-]*){0,4}$/),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(option, value), { minLength: 1 }), (options) => {
        expect(parse(...options.flat()).problems.every((problem) => problem.includes('expected'))).toBe(true);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseQemuCommandLine(text, 'cmdline');
        } catch (error) {
          expect(error).toBeInstanceOf(ParseError);
        }
      }),
    );
  });
});

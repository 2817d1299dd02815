import { describe, expect, it } from 'vitest';
import { addressBehind, isNetworkController, parseCount, parseNumaNode, parseUevent, virtfnNumber } from './parse.ts';

const uevent = `DRIVER=igb
PCI_CLASS=20000
PCI_ID=8086:10C9
PCI_SUBSYS_ID=1AF4:1100
PCI_SLOT_NAME=0000:81:00.0
MODALIAS=pci:v00008086d000010C9sv00001AF4sd00001100bc02sc00i00
`;

describe('a uevent', () => {
  it('tells class, vendor and device, and needs no driver', () => {
    const what = { classCode: 0x020000, vendor: '8086', device: '10c9' };
    expect(parseUevent(uevent, 'uevent')).toEqual(what);
    expect(parseUevent(uevent.replace('DRIVER=igb\n', ''), 'uevent')).toEqual(what);
  });

  it.each([
    ['PCI_CLASS=20000\n', '', 'PCI_CLASS in hexadecimal'],
    ['PCI_ID=8086:10C9', 'PCI_ID=8086', 'PCI_ID, vendor:device'],
  ])('that lacks %j is an error', (text, instead, expected) => {
    expect(() => parseUevent(uevent.replace(text, instead), '/x/uevent')).toThrow(`/x/uevent: expected ${expected}`);
  });
});

describe('a network controller', () => {
  it('is Ethernet, InfiniBand or another of base class 2', () => {
    const are = (codes: readonly number[]) => codes.map((classCode) => isNetworkController({ classCode }));
    expect(are([0x020000, 0x020700, 0x028000])).toEqual([true, true, true]);
    expect(are([0x060400, 0x010802, 0x120000, 0x2])).toEqual([false, false, false, false]);
  });
});

describe('a NUMA node', () => {
  it('is none where the firmware does not say', () => {
    expect(parseNumaNode('-1\n', 'numa_node')).toBeUndefined();
    expect(parseNumaNode('0\n', 'numa_node')).toBe(0);
    expect(() => parseNumaNode('\n', 'numa_node')).toThrow('numa_node:1: expected the number of a NUMA node');
  });
});

describe('a number of virtual functions', () => {
  it('is never guessed', () => {
    expect(parseCount('64\n', 'sriov_numvfs')).toBe(64);
    for (const text of ['', '-1', 'x', '0x4']) expect(() => parseCount(text, 'sriov_numvfs')).toThrow('sriov_numvfs:1');
  });
});

describe('names in sysfs', () => {
  it('lead from a network device to the PCI device that it stands on', () => {
    expect(addressBehind('../../devices/pci0000:80/0000:80:00.0/0000:81:00.0/net/eth0')).toBe('0000:81:00.0');
    expect(addressBehind('../../devices/pci0000:00/0000:00:03.0/virtio0/net/eth1')).toBe('0000:00:03.0');
    expect(addressBehind('../../devices/pci10000:e0/10000:e0:02.0/10000:e1:00.0/net/e')).toBe('10000:e1:00.0');
    expect(addressBehind('../../devices/virtual/net/lo')).toBeUndefined();
    expect(addressBehind('../../devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0/net/usb0')).toBeUndefined();
  });

  it('tell the number of a virtual function', () => {
    expect(['virtfn0', 'virtfn127', 'virtfn', 'virtfn1x', 'physfn'].map(virtfnNumber)).toEqual([
      0,
      127,
      ...[undefined, undefined, undefined],
    ]);
  });
});

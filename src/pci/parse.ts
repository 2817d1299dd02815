import { ParseError } from '../core/errors.ts';
import { integer, linesOf } from '../core/text.ts';
import type { PciIdentity } from './device.ts';

// 0000:81:10.2
const ADDRESS = '[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]';

// ../../devices/pci0000:80/0000:80:00.0/0000:81:00.0/net/eth0
// ../../devices/pci0000:00/0000:00:03.0/virtio0/net/eth1
const NETDEV_PATH = new RegExp(`/(${ADDRESS})(?:/virtio\\d+)?/net/[^/]+$`);

// PCI_CLASS=20000
const CLASS = /^PCI_CLASS=([0-9A-Fa-f]+)$/;
// PCI_ID=8086:10C9
const ID = /^PCI_ID=([0-9A-Fa-f]{4}):([0-9A-Fa-f]{4})$/;

/**
 * `/sys/bus/pci/devices/<address>/uevent` (kernel, pci_uevent() in drivers/pci/pci-driver.c): class, vendor and device
 * in hexadecimal.
 * @throws ParseError
 */
export function parseUevent(text: string, file: string): Pick<PciIdentity, 'classCode' | 'vendor' | 'device'> {
  const lines = linesOf(text);
  const find = (pattern: RegExp) => lines.map((line) => pattern.exec(line)).find((match) => match !== null) ?? [];
  const [, classCode] = find(CLASS);
  if (classCode === undefined) throw new ParseError(file, 0, 'PCI_CLASS in hexadecimal', text);
  const [, vendor, device] = find(ID);
  if (vendor === undefined || device === undefined) throw new ParseError(file, 0, 'PCI_ID, vendor:device', text);
  return { classCode: Number.parseInt(classCode, 16), vendor: vendor.toLowerCase(), device: device.toLowerCase() };
}

/** Base class 2 of the PCI code and ID assignment specification, in which InfiniBand is a subclass. */
export function isNetworkController({ classCode }: Pick<PciIdentity, 'classCode'>): boolean {
  return classCode >> 16 === 2;
}

/** `numa_node` (Documentation/ABI/testing/sysfs-bus-pci): -1 is no node in particular. */
export function parseNumaNode(text: string, file: string): number | undefined {
  const node = integer(text.trim(), { file, line: 1 }, 'the number of a NUMA node');
  return node < 0 ? undefined : node;
}

/** `sriov_totalvfs` and `sriov_numvfs`. */
export function parseCount(text: string, file: string): number {
  const count = integer(text.trim(), { file, line: 1 }, 'a number of virtual functions');
  if (count < 0) throw new ParseError(file, 1, 'a number of virtual functions', text);
  return count;
}

/** The last part of a symbolic link's target: `../0000:81:10.2` leads to `0000:81:10.2`. */
export function nameAtEnd(target: string): string {
  return target.slice(target.lastIndexOf('/') + 1);
}

// virtfn12
const VIRTFN = /^virtfn(\d+)$/;

/** The number of a virtual function from the name of the link that leads to it. */
export function virtfnNumber(name: string): number | undefined {
  const digits = VIRTFN.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The PCI device that a network device stands on, from the target of `/sys/class/net/<name>`; virtual ones have none. */
export function addressBehind(target: string): string | undefined {
  return NETDEV_PATH.exec(target)?.[1];
}

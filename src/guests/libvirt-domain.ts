import { parseXml, XmlElement } from '@rgrove/parse-xml';
import { ParseError } from '../core/errors.ts';
import { parseNumbers } from '../core/number-list.ts';
import { pciAddressOf } from '../core/pci-address.ts';
import type { GuestCell, MemoryBackend, VhostUserPort } from './guest.ts';
import { parseSize } from './qemu-size.ts';

/** A domain as libvirt has it in its files (libvirt, docs/formatdomain.rst). */
export type Domain = {
  readonly name: string;
  readonly uuid: string | undefined;
  /** Of its running QEMU process, in the files under /run. */
  readonly pid: number | undefined;
  readonly vcpus: number | undefined;
  readonly memory: number | undefined;
  /** One for all, or one for each of the guest's NUMA nodes that was told apart (numatune). */
  readonly memoryBackends: readonly MemoryBackend[];
  readonly cells: readonly GuestCell[];
  readonly pciDevices: readonly string[];
  readonly vhostUserPorts: readonly VhostUserPort[];
};

/**
 * Understands a domain's file: `<domain>` of /etc/libvirt/qemu, or `<domstatus pid='4711'>` around it of
 * /run/libvirt/qemu.
 * @throws ParseError when it is no XML or no domain
 */
export function parseDomain(text: string, file: string): Domain {
  const root = rootOf(text, file);
  const domain = root.name === 'domstatus' ? at(root, 'domain') : root;
  const name = domain && at(domain, 'name')?.text.trim();
  if (domain?.name !== 'domain' || !name) throw new ParseError(file, 0, 'a domain with a name');
  const pid = root.attributes.pid;
  const vcpu = at(domain, 'vcpu');
  return {
    name,
    uuid: at(domain, 'uuid')?.text.trim(),
    pid: pid === undefined ? undefined : numberIn(pid, file),
    vcpus: vcpu && numberIn(vcpu.attributes.current ?? vcpu.text.trim(), file),
    memory: sizeIn(at(domain, 'currentMemory') ?? at(domain, 'memory'), file),
    memoryBackends: backendsOf(domain, file),
    cells: all(at(domain, 'cpu', 'numa'), 'cell').map((cell, index) => cellOf(cell, index, file)),
    pciDevices: devicesOf(domain, file),
    vhostUserPorts: all(at(domain, 'devices'), 'interface').flatMap(portOf),
  };
}

function rootOf(text: string, file: string): XmlElement {
  try {
    const { root } = parseXml(text);
    if (root !== null) return root;
  } catch (error) {
    throw new ParseError(file, 0, "libvirt's XML of a domain", text, { cause: error });
  }
  throw new ParseError(file, 0, "libvirt's XML of a domain", text);
}

function all(parent: XmlElement | undefined, name: string): readonly XmlElement[] {
  return (parent?.children ?? []).flatMap((child) => (child instanceof XmlElement && child.name === name ? child : []));
}

function at(parent: XmlElement, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((element, name) => all(element, name)[0], parent);
}

const NUMBER = /^(?:\d+|0x[0-9a-f]+)$/i;

function numberIn(text: string | undefined, file: string): number {
  if (text === undefined || !NUMBER.test(text)) throw new ParseError(file, 0, 'a number', text);
  return Number(text);
}

// <memory unit='KiB'>1048576</memory>, KiB without a unit
function sizeIn(element: XmlElement | undefined, file: string): number | undefined {
  if (element === undefined) return undefined;
  const { unit = 'KiB', memory } = element.attributes;
  return parseSize(`${memory ?? element.text.trim()}${unit === 'bytes' ? '' : unit}`, file);
}

// <cell id='0' cpus='0-1' memory='524288' unit='KiB'/>
function cellOf(cell: XmlElement, index: number, file: string): GuestCell {
  const { id, cpus = '' } = cell.attributes;
  return {
    node: id === undefined ? index : numberIn(id, file),
    cpus: parseNumbers(cpus, file),
    memory: cell.attributes.memory === undefined ? undefined : sizeIn(cell, file),
    backend: undefined,
  };
}

// <memory mode='strict' nodeset='0'/> and <memnode cellid='0' mode='strict' nodeset='1'/> in <numatune>
function backendsOf(domain: XmlElement, file: string): readonly MemoryBackend[] {
  const tune = at(domain, 'numatune');
  const hugepages = at(domain, 'memoryBacking', 'hugepages') !== undefined;
  const settings = [...all(tune, 'memnode'), ...all(tune, 'memory')].map(({ attributes }) => ({
    id: attributes.cellid === undefined ? 'domain' : `cell ${attributes.cellid}`,
    hostNodes: parseNumbers(attributes.nodeset ?? '', file),
    policy: attributes.mode ?? 'strict',
  }));
  const found = settings.length === 0 ? [{ id: 'domain', hostNodes: [], policy: 'default' }] : settings;
  return found.map((setting) => ({ ...setting, size: undefined, path: undefined, hugepages }));
}

// <hostdev type='pci'> and <interface type='hostdev'>, each with <source><address domain='0x0000' bus='0x03' slot='0x10' function='0x2'/></source>
function devicesOf(domain: XmlElement, file: string): readonly string[] {
  const devices = at(domain, 'devices');
  const given = [
    ...all(devices, 'hostdev').filter(({ attributes }) => attributes.type === 'pci'),
    ...all(devices, 'interface').filter(({ attributes }) => attributes.type === 'hostdev'),
  ];
  return given.flatMap((device) => {
    const address = at(device, 'source', 'address')?.attributes;
    if (address === undefined) return [];
    const parts = [address.domain ?? '0', address.bus, address.slot, address.function];
    return [pciAddressOf(parts.map((part) => numberIn(part, file)))];
  });
}

// <interface type='vhostuser'><source type='unix' path='/run/openvswitch/vhu1' mode='server'/>
function portOf(port: XmlElement): readonly VhostUserPort[] {
  const source = at(port, 'source')?.attributes;
  if (port.attributes.type !== 'vhostuser' || source?.path === undefined) return [];
  return [{ socket: source.path, server: source.mode === 'server' }];
}

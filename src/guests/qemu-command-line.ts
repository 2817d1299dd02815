import { messageOf, ParseError } from '../core/errors.ts';
import { pciAddress } from '../core/pci-address.ts';
import type { GuestCell, MemoryBackend, VhostUserPort } from './guest.ts';
import { backendOf, cellOf } from './qemu-memory.ts';
import { isOn, lastOf, type OptionValues, parseOption } from './qemu-option.ts';
import { parseSize } from './qemu-size.ts';

/** What a process of QEMU was started with. */
export type QemuCommandLine = {
  /** `-name guest=…`. */
  readonly name: string | undefined;
  readonly uuid: string | undefined;
  readonly vcpus: number | undefined;
  /** Bytes. */
  readonly memory: number | undefined;
  readonly memoryBackends: readonly MemoryBackend[];
  readonly cells: readonly GuestCell[];
  readonly pciDevices: readonly GivenDevice[];
  readonly vhostUserPorts: readonly VhostUserPort[];
  readonly problems: readonly string[];
};

/** A host device given to the guest, and QEMU's name for it, if it has one. */
export type GivenDevice = { readonly address: string; readonly id: string | undefined };

/** The options that are looked at, and what stands first in them without a name. */
const IMPLIED: ReadonlyMap<string, string> = new Map([
  ['name', 'guest'],
  ['uuid', 'uuid'],
  ['smp', 'cpus'],
  ['m', 'size'],
  ['mem-path', 'path'],
  ['object', 'qom-type'],
  ['numa', 'type'],
  ['device', 'driver'],
  ['chardev', 'backend'],
  ['netdev', 'type'],
]);

/**
 * Understands /proc/<pid>/cmdline of a QEMU system emulator (qemu(1)): arguments with a NUL behind each. What is not
 * understood is a problem beside the rest.
 * @throws ParseError when it is no command line with options
 */
export function parseQemuCommandLine(text: string, file: string): QemuCommandLine {
  const problems: string[] = [];
  const options = optionsIn(text, file, problems);
  const all = (name: string) => options.get(name) ?? [];
  const last = (name: string) => all(name).at(-1);
  const understood = <T>(read: () => T | undefined): T | undefined => {
    try {
      return read();
    } catch (error) {
      problems.push(messageOf(error));
      return undefined;
    }
  };
  const each = <T>(options: readonly OptionValues[], read: (values: OptionValues, index: number) => T | undefined) =>
    options.flatMap((values, index): readonly T[] | T => understood(() => read(values, index)) ?? []);
  const cells = all('numa').filter((values) => lastOf(values, 'type') === 'node');
  const named = last('name');
  const memory = last('m');
  const smp = last('smp');
  const path = last('mem-path');
  const backends = each(all('object'), (values) => backendOf(values, file));
  const pathOnly = path === undefined ? undefined : lastOf(path, 'path');
  return {
    name: named && lastOf(named, 'guest'),
    uuid: lastOf(last('uuid') ?? new Map(), 'uuid'),
    vcpus: understood(() => vcpusOf(smp, file)),
    memory: understood(() => {
      const size = memory && lastOf(memory, 'size');
      return size === undefined ? undefined : parseSize(size, file, 'm');
    }),
    memoryBackends: pathOnly === undefined ? backends : [...backends, memoryPath(pathOnly)],
    cells: each(cells, (values, index) => cellOf(values, index, file)),
    pciDevices: each(all('device'), (values) => deviceOf(values, file)),
    vhostUserPorts: portsOf(all('netdev'), all('chardev')),
    problems,
  };
}

function optionsIn(text: string, file: string, problems: string[]): ReadonlyMap<string, readonly OptionValues[]> {
  const [program = '', ...words] = text.split('\0');
  if (program === '' || !words.some((word) => word.startsWith('-'))) {
    throw new ParseError(file, 0, 'the command line of QEMU', text);
  }
  const options = new Map<string, OptionValues[]>();
  for (const [index, word] of words.entries()) {
    const name = word.replace(/^--?/, '');
    const implied = IMPLIED.get(name);
    const value = words[index + 1];
    if (implied === undefined || name === word || value === undefined) continue;
    try {
      const values = parseOption(value, implied, `${file}: ${word}`);
      options.set(name, [...(options.get(name) ?? []), values]);
    } catch (error) {
      problems.push(messageOf(error));
    }
  }
  return options;
}

const WHOLE = /^\d+$/;
const TOPOLOGY = ['drawers', 'books', 'sockets', 'dies', 'clusters', 'modules', 'cores', 'threads'];

/** As many as are there at the start; without a number the product of the topology. */
function vcpusOf(values: OptionValues | undefined, file: string): number | undefined {
  if (values === undefined) return 1;
  const count = (name: string) => {
    const text = lastOf(values, name);
    if (text === undefined) return undefined;
    if (!WHOLE.test(text)) throw new ParseError(`${file}: -smp`, 0, 'a number of CPUs', text);
    return Number(text);
  };
  return count('cpus') ?? TOPOLOGY.reduce((product, name) => product * (count(name) ?? 1), 1);
}

/** `-mem-path`: all of the guest's memory is in files there. */
function memoryPath(path: string): MemoryBackend {
  return { id: 'mem-path', size: undefined, path, hugepages: false, hostNodes: [], policy: 'default' };
}

/** A device of the host by its address or its folder in sysfs (`vfio-pci`, also `vfio-pci-nohotplug`). */
function deviceOf(values: OptionValues, file: string): GivenDevice | undefined {
  if (!lastOf(values, 'driver')?.startsWith('vfio-pci')) return undefined;
  const text = lastOf(values, 'host') ?? lastOf(values, 'sysfsdev');
  // Devices handed over by a file descriptor and mediated devices have no address of their own.
  if (text === undefined || text.includes('mdev')) return undefined;
  const address = pciAddress(text);
  if (address === undefined) throw new ParseError(`${file}: -device`, 0, 'a PCI address', text);
  return { address, id: lastOf(values, 'id') };
}

/** Sockets of the character devices that network ports are connected to. */
function portsOf(netdevs: readonly OptionValues[], chardevs: readonly OptionValues[]): readonly VhostUserPort[] {
  const byId = new Map(chardevs.map((values) => [lastOf(values, 'id'), values]));
  return netdevs.flatMap((netdev) => {
    if (lastOf(netdev, 'type') !== 'vhost-user') return [];
    const chardev = byId.get(lastOf(netdev, 'chardev'));
    const socket = chardev && lastOf(chardev, 'path');
    return chardev === undefined || socket === undefined ? [] : [{ socket, server: isOn(chardev, 'server') }];
  });
}

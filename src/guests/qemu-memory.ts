import { parseNumbers } from '../core/number-list.ts';
import type { GuestCell, MemoryBackend } from './guest.ts';
import { isOn, lastOf, type OptionValues } from './qemu-option.ts';
import { parseSize } from './qemu-size.ts';

/**
 * `-object memory-backend-file,id=ram0,size=1G,mem-path=/dev/hugepages,host-nodes=0,policy=bind`, also -ram and -memfd
 * (QEMU, qapi/qom.json `MemoryBackendProperties`). Other objects: `undefined`.
 * @throws ParseError
 */
export function backendOf(values: OptionValues, file: string): MemoryBackend | undefined {
  if (!lastOf(values, 'qom-type')?.startsWith('memory-backend-')) return undefined;
  const place = `${file}: -object`;
  const size = lastOf(values, 'size');
  return {
    id: lastOf(values, 'id') ?? '',
    size: size === undefined ? undefined : parseSize(size, place),
    path: lastOf(values, 'mem-path'),
    hugepages: isOn(values, 'hugetlb'),
    hostNodes: numbersIn(values, 'host-nodes', place),
    policy: lastOf(values, 'policy') ?? 'default',
  };
}

/**
 * `-numa node,nodeid=0,cpus=0-1,memdev=ram0`, or `mem=512` in MiB.
 * @param index how many came before: the number of a node that says none
 * @throws ParseError
 */
export function cellOf(values: OptionValues, index: number, file: string): GuestCell {
  const place = `${file}: -numa`;
  const memory = lastOf(values, 'mem');
  const [node = index] = numbersIn(values, 'nodeid', place);
  return {
    node,
    cpus: numbersIn(values, 'cpus', place),
    memory: memory === undefined ? undefined : parseSize(memory, place, 'm'),
    backend: lastOf(values, 'memdev'),
  };
}

function numbersIn(values: OptionValues, name: string, place: string): readonly number[] {
  return parseNumbers((values.get(name) ?? []).join(','), place);
}

import { createDevice, type Device, type DeviceName } from '../model/device.ts';
import type { View, Views } from '../model/view.ts';

/** The name of the namespace that another one knows by this number, as far as it was found out. */
export type NamespaceNames = (netns: string, nsid: number) => string | undefined;

/**
 * Finds what each device leads to: by name in its own namespace, by number in another one. The ends of a veth name each
 * other: where the numbers of one namespace are not known, its devices are found from the other side.
 * @returns the same devices, where they lead elsewhere than they say
 */
export function resolveOthers(views: Views, names: NamespaceNames): readonly Device[] {
  const found = new Map<Device, DeviceName>();
  const back = new Map<Device, DeviceName>();
  const indexes = indexesOf(views);
  for (const view of views.values()) {
    for (const device of view.devices.values()) {
      const target = targetOf(view, device, names, indexes);
      if (target === undefined) continue;
      found.set(device, { netns: target.netns, name: target.name });
      if (device.kind === 'veth') back.set(target, { netns: device.netns, name: device.name });
    }
  }
  const changed: Device[] = [];
  for (const { devices } of views.values()) {
    for (const device of devices.values()) {
      const other = found.get(device) ?? back.get(device);
      if (other?.netns === device.other?.netns && other?.name === device.other?.name) continue;
      changed.push(createDevice({ ...device, other }, device));
    }
  }
  return changed;
}

type Indexes = (netns: string) => ReadonlyMap<number, Device>;

function indexesOf(views: Views): Indexes {
  const indexes = new Map<string, ReadonlyMap<number, Device>>();
  return (netns) => {
    let index = indexes.get(netns);
    if (index === undefined) {
      const devices = views.get(netns)?.devices.values() ?? [];
      index = new Map(Array.from(devices, (device) => [device.ifindex, device]));
      indexes.set(netns, index);
    }
    return index;
  };
}

function targetOf({ devices }: View, device: Device, names: NamespaceNames, indexes: Indexes): Device | undefined {
  const { lower } = device;
  if (lower === undefined) return undefined;
  if (lower.nsid === undefined) return lower.name === undefined ? undefined : devices.get(lower.name);
  const netns = names(device.netns, lower.nsid);
  if (netns === undefined || lower.ifindex === undefined) return undefined;
  const target = indexes(netns).get(lower.ifindex);
  return target === undefined || (device.kind === 'veth' && !isOtherEnd(target, device)) ? undefined : target;
}

/** A number may have come to mean another namespace since it was asked for; then the ends do not fit. */
function isOtherEnd(target: Device, device: Device): boolean {
  return target.kind === 'veth' && target.lower?.ifindex === device.ifindex;
}

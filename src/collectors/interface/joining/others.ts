import { createDevice, type Device } from '../model/device.ts';
import type { View, Views } from '../model/view.ts';

/** The name of the namespace that another one knows by this number, as far as it is known. */
export type NameOf = (netns: string, nsid: number) => string | undefined;

/**
 * Finds what each device leads to: by name in its own namespace, by number in another one. The ends of a veth lead to each
 * other, so one end that was found tells by what number the other end's namespace knows this one.
 * @returns the same devices, where they lead elsewhere than they say
 */
export function resolveOthers(views: Views, nameOf: NameOf): readonly Device[] {
  const indexes = indexesOf(views);
  const all = [...views.values()].flatMap(({ devices }) => [...devices.values()]);
  const found = new Map<Device, Device>();
  for (const device of all) {
    const target = targetOf(views, device, nameOf, indexes);
    if (target !== undefined) found.set(device, target);
  }
  const learned = learnNames(found);
  return all.flatMap((device) => {
    const target = found.get(device) ?? targetOf(views, device, learned, indexes);
    if (isSame(target, device.other)) return [];
    const other = target && { netns: target.netns, name: target.name, ifindex: target.ifindex };
    return createDevice({ ...device, other }, device);
  });
}

function isSame(target: Device | undefined, other: Device['other']): boolean {
  return target?.netns === other?.netns && target?.name === other?.name && target?.ifindex === other?.ifindex;
}

function learnNames(found: ReadonlyMap<Device, Device>): NameOf {
  const names = new Map<string, string>();
  for (const [device, target] of found) {
    if (device.kind !== 'veth' || target.lower?.nsid === undefined) continue;
    names.set(keyOf(target.netns, target.lower.nsid), device.netns);
  }
  return (netns, nsid) => names.get(keyOf(netns, nsid));
}

const keyOf = (netns: string, nsid: number) => `${nsid} ${netns}`;

type Indexes = (netns: string) => ReadonlyMap<number, Device>;

/** The devices of a namespace by number, put together when first needed. */
function indexesOf(views: Views): Indexes {
  const indexes = new Map<string, ReadonlyMap<number, Device>>();
  return (netns) => {
    let index = indexes.get(netns);
    if (index === undefined) {
      const devices: View['devices'] = views.get(netns)?.devices ?? new Map();
      index = new Map(Array.from(devices.values(), (device) => [device.ifindex, device]));
      indexes.set(netns, index);
    }
    return index;
  };
}

function targetOf(views: Views, device: Device, nameOf: NameOf, indexes: Indexes): Device | undefined {
  const { netns, lower } = device;
  if (lower === undefined) return undefined;
  if (lower.nsid === undefined) return lower.name === undefined ? undefined : views.get(netns)?.devices.get(lower.name);
  const other = nameOf(netns, lower.nsid);
  if (other === undefined || lower.ifindex === undefined) return undefined;
  const target = indexes(other).get(lower.ifindex);
  return target === undefined || (device.kind === 'veth' && !isOtherEnd(target, device)) ? undefined : target;
}

/** A number may have come to mean another namespace since it was asked for; then the ends do not fit. */
function isOtherEnd(target: Device, device: Device): boolean {
  return target.kind === 'veth' && target.lower?.ifindex === device.ifindex;
}

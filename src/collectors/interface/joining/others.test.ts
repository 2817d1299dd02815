import { describe, expect, it } from 'vitest';
import { createDevice, type Device } from '../model/device.ts';
import { emptyView, type View } from '../model/view.ts';
import { parseLinks } from '../parse/links.ts';
import { resolveOthers } from './others.ts';

type Leading = { readonly link?: string; readonly link_index?: number; readonly link_netnsid?: number };

function device(netns: string, ifname: string, ifindex: number, kind: string, leading: Leading): Device {
  const linkinfo = { info_kind: kind, info_data: { id: 1, protocol: '802.1Q' } };
  const described = JSON.stringify([{ ifname, ifindex, flags: [], mtu: 1500, linkinfo, ...leading }]);
  const [link] = parseLinks(described, 'ip').links;
  if (link === undefined) throw new Error(described);
  const hardware = { hardware: undefined, speed: undefined, duplex: undefined };
  return createDevice({ ...link, ...hardware, netns, kind, other: undefined, movedFrom: undefined }, undefined);
}

const views = (...devices: readonly Device[]): ReadonlyMap<string, View> =>
  new Map(
    [...Map.groupBy(devices, ({ netns }) => netns)].map(([netns, some]) => [
      netns,
      { ...emptyView(netns), devices: new Map(some.map((one) => [one.name, one])) },
    ]),
  );

/** What was found, as `device -> other`. */
const found = (all: ReadonlyMap<string, View>, names: Readonly<Record<string, string>>) =>
  resolveOthers(all, (netns, nsid) => names[`${netns}/${nsid}`]).map(
    ({ netns, name, other }) => `${netns}/${name} -> ${other?.netns}/${other?.name}`,
  );

describe('what a device leads to', () => {
  const near = device('', 'v0', 7, 'veth', { link_index: 2, link_netnsid: 4 });
  const far = device('blue', 'eth0', 2, 'veth', { link_index: 7, link_netnsid: 0 });

  it('is found in the namespace whose number is known, and from there the way back', () => {
    expect(found(views(near, far), { '/4': 'blue' })).toEqual(['/v0 -> blue/eth0', 'blue/eth0 -> /v0']);
  });

  it('is found for other devices too by what a veth tells about the numbers', () => {
    const parent = device('', 'eth9', 3, 'dummy', {});
    const vlan = device('blue', 'vlan5', 9, 'vlan', { link_index: 3, link_netnsid: 0 });
    expect(found(views(near, parent, far, vlan), { '/4': 'blue' })).toContain('blue/vlan5 -> /eth9');
  });

  it('is not known when the number has come to mean another namespace', () => {
    const stranger = device('red', 'eth0', 2, 'veth', { link_index: 99, link_netnsid: 0 });
    expect(found(views(near, stranger), { '/4': 'red' })).toEqual([]);
    const noVeth = device('red', 'eth0', 2, 'dummy', {});
    expect(found(views(near, noVeth), { '/4': 'red' })).toEqual([]);
  });

  it('is not known when the number or the namespace is not', () => {
    expect(found(views(near, far), {})).toEqual([]);
    expect(found(views(near), { '/4': 'blue' })).toEqual([]);
  });

  it('is found by name in the same namespace, if there is such a device', () => {
    const vlan = device('', 'vlan5', 9, 'vlan', { link: 'eth9' });
    expect(found(views(vlan, device('', 'eth9', 3, 'dummy', {})), {})).toEqual(['/vlan5 -> /eth9']);
    expect(found(views(vlan), {})).toEqual([]);
  });
});

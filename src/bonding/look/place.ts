import { pciAddress } from '../../core/pci-address.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import type { Host } from '../../host/host.ts';
import type { MemberEvidence } from '../evidence.ts';
import { linkIn, numberIn } from './files.ts';

export type Place = Pick<MemberEvidence, 'pf' | 'numa_node' | 'vlan'>;

export const NOWHERE: Place = { pf: null, numa_node: null, vlan: null };

/** The hardware behind a device of the kernel. A device without any (a veth, a tap) is nowhere. */
export async function placeOfDevice(
  door: Host,
  device: string,
  vf: Snapshot | undefined,
  signal: AbortSignal,
): Promise<Place> {
  const link = await linkIn(door, `/sys/class/net/${device}/device`, signal);
  const address = link === null ? undefined : pciAddress(link);
  if (address === undefined) return NOWHERE;
  const physfn = await linkIn(door, `/sys/class/net/${device}/device/physfn`, signal);
  const numa = await numberIn(door, `/sys/class/net/${device}/device/numa_node`, signal);
  const known = placeOfAddress(address, vf);
  return {
    pf: known.pf ?? (physfn === null ? address : (pciAddress(physfn) ?? null)),
    numa_node: numa === null || numa < 0 ? known.numa_node : numa,
    vlan: known.vlan,
  };
}

/** What the collector of virtual functions knows of a PCI address. */
export function placeOfAddress(address: string, vf: Snapshot | undefined): Place {
  const states = [...(vf?.states.values() ?? [])];
  const one = states.find(({ kind, fields }) => kind === 'vf' && fields.address === address);
  const pf = one === undefined ? address : one.fields.pf;
  const port = states.find(({ kind, subject }) => kind === 'pf' && subject === pf);
  const { vlan } = one?.fields ?? {};
  return {
    pf: one !== undefined && typeof pf === 'string' ? pf : (port?.subject ?? null),
    numa_node: typeof port?.fields.numa_node === 'number' ? port.fields.numa_node : null,
    vlan: typeof vlan === 'number' && vlan > 0 ? String(vlan) : null,
  };
}

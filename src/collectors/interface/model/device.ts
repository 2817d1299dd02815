import { type State, sameState, stateKey } from '../../../core/state.ts';
import type { Link } from '../parse/link.ts';
import { deviceState } from './operational-state.ts';

/** What the machine's own buses say about a device; virtual devices have none of it. */
export type Hardware = {
  readonly driver: string | undefined;
  /** Address on its bus: `0000:01:00.0`, `virtio0`. */
  readonly bus: string | undefined;
  readonly firmware: string | undefined;
};

export type Pace = {
  /** Megabits per second; `undefined` when not known, as without a carrier. */
  readonly speed: number | undefined;
  /** `full` or `half`. */
  readonly duplex: string | undefined;
};

/** A device of some namespace by name; the namespace's name is empty for the host's own. */
export type DeviceName = { readonly netns: string; readonly name: string };

/** All that is known of one network device. Never changes: another reading makes another one. */
export type Device = Omit<Link, 'kind'> &
  DeviceName &
  Pace & {
    readonly kind: string;
    readonly hardware: Hardware | undefined;
    /** What its `lower` leads to, if that is known: the other end of a veth, the parent of a VLAN. */
    readonly other: (DeviceName & { readonly ifindex: number }) | undefined;
    /** Where it was before it came into this namespace. */
    readonly movedFrom: string | undefined;
    /** The values of the labels `netns` and `interface`, one list for all metrics that have just these. */
    readonly labels: readonly string[];
    readonly state: State;
    /** `stateKey` of the state. */
    readonly key: string;
  };

export type DeviceFacts = Omit<Device, 'labels' | 'state' | 'key'>;

/** The object's name in states and events: `eth0` in the host's own namespace, `blue:eth0` in the one called blue. */
export function subjectOf({ netns, name }: DeviceName): string {
  return netns === '' ? name : `${netns}:${name}`;
}

/** @param earlier what was known of it before, maybe under another name: parts that have not changed are shared */
export function createDevice(facts: DeviceFacts, earlier: Device | undefined): Device {
  const state = stateOf(facts, earlier);
  if (earlier === undefined || earlier.name !== facts.name) {
    return { ...facts, labels: [facts.netns, facts.name], state, key: stateKey(state) };
  }
  const { labels, key } = earlier;
  return { ...facts, labels, key, state: sameState(earlier.state, state) ? earlier.state : state };
}

/** Speed and duplex stay as they were last known: without a carrier there are none, which the state says already. */
function stateOf(device: DeviceFacts, earlier: Device | undefined): State {
  const known = earlier?.state.fields;
  const fields: Record<string, string | number | boolean | null> = {
    netns: device.netns,
    interface: device.name,
    ifindex: device.ifindex,
    kind: device.kind,
    state: deviceState(device.kind, device),
    master: device.master ?? null,
    mtu: device.mtu,
    address: device.address ?? null,
  };
  const speed = device.speed ?? known?.speed;
  const duplex = device.duplex ?? known?.duplex;
  if (speed !== undefined) fields.speed = speed;
  if (duplex !== undefined) fields.duplex = duplex;
  if (device.other !== undefined) fields[device.kind === 'veth' ? 'peer' : 'parent'] = subjectOf(device.other);
  if (device.vlan !== undefined) fields.vlan = device.vlan.id;
  if (device.tunnel?.vni !== undefined) fields.vni = device.tunnel.vni;
  if (device.tunnel?.remote !== undefined) fields.remote = device.tunnel.remote;
  if (device.stp !== undefined) fields.stp = device.stp;
  if (device.movedFrom !== undefined) fields.moved_from = device.movedFrom;
  return { kind: 'interface', subject: subjectOf(device), fields };
}

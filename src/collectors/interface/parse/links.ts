import { ParseError } from '../../../core/errors.ts';
import { isObject, type JsonObject, optionalTextIn, optionalWholeIn, parseObjects, textIn, wholeIn } from './json.ts';
import { type Link, type Lower, type OperationalState, operationalStates } from './link.ts';
import { tunnelOf, vlanOf } from './link-details.ts';

export type Links = {
  readonly links: readonly Link[];
  /** Devices whose description could not be understood. */
  readonly problems: readonly { readonly name: string; readonly error: ParseError }[];
};

/**
 * What `ip -j -d -s -s link show` prints (iproute2, ip/ipaddress.c and ip/iplink_*.c). A device that can't be understood
 * hides no other.
 * @param command what was run, for errors
 * @throws ParseError when the text as a whole is no list of devices
 */
export function parseLinks(text: string, command: string): Links {
  const links: Link[] = [];
  const problems: { name: string; error: ParseError }[] = [];
  const objects = parseObjects(text, command);
  if (objects.length === 0) throw new ParseError(command, 0, 'at least one device');
  for (const object of objects) {
    try {
      links.push(linkOf(object, command));
    } catch (error) {
      if (!(error instanceof ParseError) || typeof object.ifname !== 'string') throw error;
      problems.push({ name: object.ifname, error });
    }
  }
  return { links, problems };
}

function linkOf(object: JsonObject, command: string): Link {
  const name = textIn(object, 'ifname', command, 'a device');
  const info = member(object, 'linkinfo');
  const data = member(info, 'info_data');
  const slaveData = member(info, 'info_slave_data');
  const flags = flagsIn(object, command, name);
  const adminUp = flags.includes('UP');
  const infoKind = optionalTextIn(info, 'info_kind', command, name);
  return {
    name,
    ifindex: wholeIn(object, 'ifindex', command, name),
    kind: kindOf(infoKind, data, object.link_type),
    adminUp,
    carrier: adminUp ? flags.includes('LOWER_UP') : undefined,
    operstate: operstateOf(object.operstate),
    mtu: wholeIn(object, 'mtu', command, name),
    address: optionalTextIn(object, 'address', command, name),
    master: optionalTextIn(object, 'master', command, name),
    carrierChanges: optionalWholeIn(member(member(object, 'stats64'), 'tx'), 'carrier_changes', command, name),
    stp: info.info_slave_kind === 'bridge' ? optionalTextIn(slaveData, 'state', command, name) : undefined,
    qdisc: optionalTextIn(object, 'qdisc', command, name),
    transmitQueueLength: optionalWholeIn(object, 'txqlen', command, name),
    receiveQueues: optionalWholeIn(object, 'num_rx_queues', command, name),
    transmitQueues: optionalWholeIn(object, 'num_tx_queues', command, name),
    lower: lowerOf(object, data, command, name),
    vlan: infoKind === 'vlan' ? vlanOf(data, command, name) : undefined,
    tunnel: infoKind === undefined ? undefined : tunnelOf(infoKind, data, command, name),
    learned: infoKind === 'bridge' ? optionalWholeIn(data, 'fdb_n_learned', command, name) : undefined,
  };
}

const NOTHING: JsonObject = {};

function member(object: JsonObject, key: string): JsonObject {
  const value = object[key];
  return isObject(value) ? value : NOTHING;
}

function flagsIn(object: JsonObject, command: string, name: string): readonly unknown[] {
  const { flags } = object;
  if (Array.isArray(flags)) return flags;
  throw new ParseError(command, 0, `"flags" of ${name} to be a list`, flags === undefined ? undefined : String(flags));
}

/** Both ends of the tun driver call themselves `tun`; their data tells which kind it is. */
function kindOf(infoKind: string | undefined, data: JsonObject, linkType: unknown): string | undefined {
  if (infoKind === 'tun' && data.type === 'tap') return 'tap';
  if (infoKind !== undefined) return infoKind;
  return linkType === 'loopback' || linkType === 'ppp' ? linkType : undefined;
}

const OPERSTATES: ReadonlyMap<unknown, OperationalState> = new Map(
  operationalStates.map((state) => [state.toUpperCase(), state]),
);

/** States that this program does not know are what the kernel means by unknown. */
function operstateOf(value: unknown): OperationalState {
  return OPERSTATES.get(value) ?? 'unknown';
}

/** A VXLAN device names the device it stands on among its own data. */
function lowerOf(object: JsonObject, data: JsonObject, command: string, name: string): Lower | undefined {
  const ifindex = optionalWholeIn(object, 'link_index', command, name);
  const lower = optionalTextIn(object, 'link', command, name) ?? optionalTextIn(data, 'link', command, name);
  if (ifindex === undefined && lower === undefined) return undefined;
  return { name: lower, ifindex, nsid: optionalWholeIn(object, 'link_netnsid', command, name) };
}

import { type JsonObject, optionalTextIn, optionalWholeIn, textIn, wholeIn } from './json.ts';
import type { Tunnel, Vlan } from './link.ts';

/** `"info_data":{"protocol":"802.1Q","id":42,"flags":["REORDER_HDR"]}` (iproute2, ip/iplink_vlan.c) */
export function vlanOf(data: JsonObject, command: string, name: string): Vlan {
  return { id: wholeIn(data, 'id', command, name), protocol: textIn(data, 'protocol', command, name) };
}

/** The end points of a tunnel, or `undefined` for a kind that is none. */
export function tunnelOf(kind: string, data: JsonObject, command: string, name: string): Tunnel | undefined {
  if (kind === 'vxlan' || kind === 'geneve') return overlayOf(data, command, name);
  return KEYED.has(kind) ? keyedOf(data, command, name) : undefined;
}

/**
 * `"info_data":{"id":100,"remote":"10.0.0.2","local":"10.0.0.1","port":4789,"external":false,…}`; a multicast `group` stands
 * for `remote`, `remote6`, `group6` and `local6` hold IPv6 addresses (iproute2, ip/iplink_vxlan.c, ip/iplink_geneve.c).
 * An `external` device has the identifier 0 and takes the real one from each packet.
 */
function overlayOf(data: JsonObject, command: string, name: string): Tunnel {
  const address = (...keys: readonly string[]) => firstText(data, keys, command, name);
  return {
    vni: data.external === true ? undefined : optionalWholeIn(data, 'id', command, name),
    key: undefined,
    remote: address('remote', 'remote6', 'group', 'group6'),
    local: address('local', 'local6'),
    port: optionalWholeIn(data, 'port', command, name),
  };
}

const KEYED: ReadonlySet<string> = new Set([
  ...['gre', 'gretap', 'ip6gre', 'ip6gretap', 'erspan', 'ip6erspan'],
  ...['ipip', 'sit', 'ip6tnl', 'vti', 'vti6'],
]);

/**
 * `"info_data":{"remote":"10.0.0.4","local":"10.0.0.1","ikey":"0.0.0.1","okey":"0.0.0.2",…}`, where `any` is no address
 * (iproute2, ip/tunnel.c). The key of what is sent and the key of what is received are told apart only when they differ.
 */
function keyedOf(data: JsonObject, command: string, name: string): Tunnel {
  const given = (key: string) => {
    const value = optionalTextIn(data, key, command, name);
    return value === 'any' ? undefined : value;
  };
  const ikey = given('ikey');
  const okey = given('okey');
  return {
    vni: undefined,
    key: ikey === undefined || okey === undefined || ikey === okey ? (ikey ?? okey) : `${ikey}/${okey}`,
    remote: given('remote'),
    local: given('local'),
    port: undefined,
  };
}

function firstText(data: JsonObject, keys: readonly string[], command: string, name: string): string | undefined {
  for (const key of keys) {
    const value = optionalTextIn(data, key, command, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

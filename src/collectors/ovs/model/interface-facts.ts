import { numberAt, numberIn, textAt, textIn } from '../../../ovs/row-values.ts';
import type { Interface } from './model.ts';

/** The type as the database has it; an empty one is a device of the system. */
export function typeOf({ row }: Interface): string {
  const type = textIn(row, 'type') ?? '';
  return type === '' ? 'system' : type;
}

/** Whether the other end of a vhost-user socket is connected; `undefined` for other interfaces. */
export function vhostConnected(one: Interface): boolean | undefined {
  if (!typeOf(one).startsWith('dpdkvhostuser')) return undefined;
  const status = textAt(one.row, 'status', 'status');
  return status === undefined ? undefined : status === 'connected';
}

/** `client` or `server`: the part that the switch plays at a vhost-user socket. */
export function vhostMode(one: Interface): string | undefined {
  const type = typeOf(one);
  if (!type.startsWith('dpdkvhostuser')) return undefined;
  return textAt(one.row, 'status', 'mode') ?? (type === 'dpdkvhostuserclient' ? 'client' : 'server');
}

/** The path of a vhost-user socket, where the switch tells it: always for a client, while connected for a server. */
export function vhostSocket({ row }: Interface): string | undefined {
  return textAt(row, 'status', 'socket') ?? textAt(row, 'options', 'vhost-server-path');
}

/** The NUMA node of the device, or of the guest's memory; -1 is no node. */
export function numaNode({ row }: Interface): number | undefined {
  const node = numberAt(row, 'status', 'numa_id') ?? numberAt(row, 'status', 'numa');
  return node === undefined || node < 0 ? undefined : node;
}

/** How many rx queues somebody asked for. A guest decides on those of a vhost-user interface. */
export function rxQueuesRequested({ row, rxQueues }: Interface): number | undefined {
  return numberAt(row, 'options', 'n_rxq') ?? rxQueues?.requested;
}

/** How many rx queues there are: told by the database since 3.3, by `dpif/show` before. */
export function rxQueuesThere({ row, rxQueues }: Interface): number | undefined {
  return numberAt(row, 'status', 'n_rxq') ?? rxQueues?.configured;
}

/** Whether fewer rx queues are there than were asked for; `undefined` when nobody asked or it is not known. */
export function lacksRxQueues(one: Interface): boolean | undefined {
  if (typeOf(one).startsWith('dpdkvhostuser')) return undefined;
  const requested = rxQueuesRequested(one);
  const there = rxQueuesThere(one);
  return requested === undefined || there === undefined ? undefined : there < requested;
}

/** The other end of a tunnel, `flow` where each flow says it; `undefined` for other interfaces. */
export function tunnelRemote({ row }: Interface): string | undefined {
  return textAt(row, 'options', 'remote_ip');
}

/** The key of a tunnel that it uses in both directions, or the one of received packets; 0 when none is set. */
export function tunnelKey({ row }: Interface): string {
  return textAt(row, 'options', 'key') ?? textAt(row, 'options', 'in_key') ?? '0';
}

/** `up` or `down`, `undefined` where BFD is off. */
export function bfdState({ row }: Interface): string | undefined {
  return textAt(row, 'bfd_status', 'state');
}

/** Bytes in a second, from bits. */
export function speedOf({ row }: Interface): number | undefined {
  const bits = numberIn(row, 'link_speed');
  return bits === undefined ? undefined : bits / 8;
}

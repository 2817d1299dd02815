import type { Argv, Host } from '../../../host/host.ts';
import type { Context } from '../context.ts';
import type { Device } from '../model/device.ts';
import { type LearnedAddresses, parseLearnedAddresses } from '../parse/learned-addresses.ts';
import { hasQueue, parseQdiscs, type Qdisc } from '../parse/qdiscs.ts';
import { absent } from './answers.ts';

const QDISCS: Argv = ['tc', '-j', '-s', 'qdisc', 'show'];
const ADDRESSES: Argv = ['bridge', '-j', 'fdb', 'show'];

/** Queueing disciplines by device; asked for only where a device has one. A host without tc(8) has nothing to tell. */
export async function readQueues(
  door: Host,
  devices: ReadonlyMap<string, Device>,
  { settings, programs }: Context,
): Promise<ReadonlyMap<string, Qdisc>> {
  if (!settings.queues || !some(devices, (device) => hasQueue(device.qdisc))) return new Map();
  const text = await door.run(QDISCS, programs).catch(absent);
  return text === undefined ? new Map() : parseQdiscs(text, QDISCS.join(' '));
}

/** Learned addresses; asked for only where there is a bridge. `undefined` where they can't be known. */
export async function readLearned(
  door: Host,
  devices: ReadonlyMap<string, Device>,
  { settings, programs }: Context,
): Promise<LearnedAddresses | undefined> {
  if (!settings.learned_addresses || !some(devices, (device) => device.kind === 'bridge')) return undefined;
  const text = await door.run(ADDRESSES, programs).catch(absent);
  return text === undefined ? undefined : parseLearnedAddresses(text, ADDRESSES.join(' '));
}

function some(devices: ReadonlyMap<string, Device>, fits: (device: Device) => boolean): boolean {
  for (const device of devices.values()) if (fits(device)) return true;
  return false;
}

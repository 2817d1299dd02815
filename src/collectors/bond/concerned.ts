import { isAbsent } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import type { Role } from './announced/announcement.ts';
import type { DoorMemory } from './memory.ts';
import { listBonds } from './read/list-bonds.ts';

/** Devices that notifications name, with what they say of them. */
export type Announced = ReadonlyMap<string, Role | undefined>;

/** So many devices of which little is known are looked up one by one; beyond it, reading every bond costs less. */
const MAX_LOOKUPS = 16;

/**
 * The bonds that notifications about these devices concern: the bond itself, the bond that had the device as a slave, and
 * the bond that has it now. `undefined` asks for all bonds, because some came or went.
 */
export async function concernedBonds(
  door: Host,
  { bonds }: DoorMemory,
  devices: Announced,
  signal: AbortSignal,
): Promise<ReadonlySet<string> | undefined> {
  const others = [...devices].filter(([device]) => !bonds.has(device));
  // A master that is not known is no bond: that would have been announced before.
  const unexplained = others.filter(([, role]) => role === undefined || role.isBond);
  if (unexplained.length > MAX_LOOKUPS) return undefined;

  const told = others.flatMap(([, role]) => role?.master ?? []);
  const concerned = new Set([...devices.keys(), ...told].filter((device) => bonds.has(device)));
  const names = new Set(others.map(([device]) => device));
  for (const [name, { bond }] of bonds) {
    if (bond?.report.slaves.some((slave) => names.has(slave.name)) ?? true) concerned.add(name);
  }
  if (unexplained.length === 0) return concerned;
  const [listed, masters] = await Promise.all([
    listBonds(door, signal),
    Promise.all(unexplained.map(([device]) => masterOf(door, device, signal))),
  ]);
  if (listed === undefined || listed.length !== bonds.size || listed.some((name) => !bonds.has(name))) return undefined;
  for (const master of masters) if (master !== undefined && bonds.has(master)) concerned.add(master);
  return concerned;
}

// ../bond0
const MASTER = /([^/\s]+)\s*$/;

/** The device that this one is a slave or a port of (the link `master` in sysfs). */
async function masterOf(door: Host, device: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    return MASTER.exec(await door.readLink(`/sys/class/net/${device}/master`, signal))?.[1];
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

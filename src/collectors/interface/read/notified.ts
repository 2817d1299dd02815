import { messageOf } from '../../../core/errors.ts';
import type { Problem } from '../../../core/snapshot.ts';
import type { Host } from '../../../host/host.ts';
import type { Context } from '../context.ts';
import { tellFlaps } from '../flaps.ts';
import { createDevice, type Device, subjectOf } from '../model/device.ts';
import type { View } from '../model/view.ts';
import { readNames } from './counters.ts';
import { describeDevices } from './describe.ts';
import { paceOf } from './hardware-facts.ts';
import { readStatus } from './status.ts';

/** What a notified device turned out to be. */
type Finding = {
  readonly name: string;
  /** None when it is gone, or not watched. */
  readonly device?: Device | undefined;
  readonly leftOut?: boolean;
  /** With a device: not all of it could be read. */
  readonly problem?: Problem | undefined;
};

/** Beyond so many devices that must be described by a program, or share of all that must be read, describing all is cheaper. */
const MAX_DESCRIBED = 4;
const MIN_STATUSES = 32;
const STATUS_SHARE = 16;

/** Whether it is cheaper to describe a namespace anew than to read the notified devices one by one. */
export function isWorthDescribing({ devices }: View, names: readonly string[]): boolean {
  const unknown = names.filter((name) => !devices.has(name)).length;
  return unknown > MAX_DESCRIBED || names.length > Math.max(MIN_STATUSES, devices.size / STATUS_SHARE);
}

/**
 * Reads only the devices that notifications named. The others are the same objects as before.
 */
export async function readNotified(
  door: Host,
  view: View,
  names: readonly string[],
  context: Context,
  signal: AbortSignal,
): Promise<View> {
  const findings = await Promise.all(names.map((name) => find(door, view, name, context, signal)));
  const devices = new Map(view.devices);
  const listed = new Set(view.listed);
  const leftOut = new Set(view.leftOut);
  const problems: Problem[] = [];
  for (const { name, device, leftOut: kept, problem } of findings) {
    if (problem !== undefined) problems.push(problem);
    if (problem !== undefined && device === undefined) continue;
    if (device !== undefined && view.devices.has(name)) {
      devices.set(name, device);
      continue;
    }
    devices.delete(name);
    listed.delete(name);
    leftOut.delete(name);
    if (device !== undefined) placeNew(devices, listed, device);
    else if (kept === true) leftOut.add(name);
    if (device !== undefined || kept === true) listed.add(name);
  }
  const subjects = new Set(names.map((name) => subjectOf({ netns: view.netns, name })));
  const others = view.problems.devices.filter(({ subject }) => !subjects.has(subject));
  return { ...view, devices, listed, leftOut, problems: { ...view.problems, devices: [...others, ...problems] } };
}

/** A device that has the number of one of another name is that one: it was renamed. */
function placeNew(devices: Map<string, Device>, listed: Set<string>, device: Device): void {
  for (const other of devices.values()) {
    if (other.ifindex !== device.ifindex) continue;
    devices.delete(other.name);
    listed.delete(other.name);
  }
  devices.set(device.name, device);
}

async function find(door: Host, view: View, name: string, context: Context, signal: AbortSignal): Promise<Finding> {
  const known = view.devices.get(name);
  try {
    const again = known === undefined ? undefined : await readAgain(door, view, known, context, signal);
    if (again !== undefined) return again;
    const { devices, leftOut, problems } = await describeDevices(door, view, name, context, signal);
    return { name, device: devices.get(name), leftOut: leftOut.has(name), problem: problems[0] };
  } catch (error) {
    // Files and programs say in many ways that a device is gone; this one list says it for sure.
    const gone = await readNames(door, signal)
      .then((names) => !names.has(name))
      .catch(() => false);
    if (gone) return { name };
    return { name, problem: problemOf(view.netns, name, error) };
  }
}

function problemOf(netns: string, name: string, error: unknown): Problem {
  return { subject: subjectOf({ netns, name }), message: messageOf(error) };
}

/** `undefined` when sysfs alone can't tell what the device is now. */
async function readAgain(
  door: Host,
  { devices }: View,
  known: Device,
  context: Context,
  signal: AbortSignal,
): Promise<Finding | undefined> {
  const isBridge = (master: string) => devices.get(master)?.kind === 'bridge';
  const { ifindex, ...status } = await readStatus(door, known.name, known, isBridge, signal);
  if (ifindex !== known.ifindex) return undefined;
  const pace = await paceOf(door, { ...known, ...status }, known, context);
  const device = createDevice({ ...known, ...status, speed: pace.speed, duplex: pace.duplex }, known);
  // A notice that the status doesn't explain may be about the ends of the tunnel.
  if (device.state === known.state && known.tunnel !== undefined) return undefined;
  tellFlaps(known, device, context);
  const problem = pace.error === undefined ? undefined : problemOf(known.netns, known.name, pace.error);
  return { name: known.name, device, problem };
}

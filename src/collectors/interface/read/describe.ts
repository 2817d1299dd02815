import { messageOf } from '../../../core/errors.ts';
import type { Problem } from '../../../core/snapshot.ts';
import type { Argv, Host } from '../../../host/host.ts';
import type { Context } from '../context.ts';
import { tellFlaps } from '../flaps.ts';
import { createDevice, type Device, subjectOf } from '../model/device.ts';
import type { Devices } from '../model/view.ts';
import type { Link, Lower } from '../parse/link.ts';
import { parseLinks } from '../parse/links.ts';
import { type HardwareFacts, readHardwareFacts } from './hardware-facts.ts';

const ALL: Argv = ['ip', '-j', '-d', '-s', '-s', 'link', 'show'];

export type Description = Devices & { readonly problems: readonly Problem[] };

/**
 * Describes all devices of a namespace, or one of them by name.
 * @param known what was known of the namespace's devices: what has not changed is shared with it
 * @throws HostError or ParseError when nothing could be described
 */
export async function describeDevices(
  door: Host,
  known: Devices,
  name: string | undefined,
  context: Context,
  signal: AbortSignal,
): Promise<Description> {
  const argv: Argv = name === undefined ? ALL : [...ALL, 'dev', name];
  const { links, problems } = parseLinks(await door.run(argv, context.programs), argv.join(' '));
  const earlierOf = earlierDevices(known.devices);
  const watched = links.filter((link) => context.selection.name(link.name));
  const facts = await readHardwareFacts(door, watched, earlierOf, context, signal);
  const devices = new Map<string, Device>();
  const leftOut = new Set<string>();
  for (const link of watched) {
    const about = facts.get(link.name);
    const kind = link.kind ?? about?.kind ?? 'unknown';
    if (!context.selection.kind(kind)) {
      leftOut.add(link.name);
      continue;
    }
    const device = deviceOf(door.netns, link, kind, about, earlierOf(link));
    tellFlaps(earlierOf(link), device, context);
    devices.set(link.name, device);
  }
  for (const problem of problems) {
    const earlier = known.devices.get(problem.name);
    if (earlier !== undefined) devices.set(problem.name, earlier);
  }
  return {
    devices,
    leftOut,
    problems: [...problemsOf(door.netns, problems), ...problemsOf(door.netns, failed(facts))],
  };
}

/** The device that was there before: of the same number, which it keeps when it is renamed. */
function earlierDevices(devices: ReadonlyMap<string, Device>): (link: Link) => Device | undefined {
  let byIndex: Map<number, Device> | undefined;
  return ({ name, ifindex }) => {
    const earlier = devices.get(name);
    if (earlier?.ifindex === ifindex) return earlier;
    byIndex ??= new Map(Array.from(devices.values(), (device) => [device.ifindex, device]));
    return byIndex.get(ifindex);
  };
}

function deviceOf(
  netns: string,
  link: Link,
  kind: string,
  about: HardwareFacts | undefined,
  earlier: Device | undefined,
): Device {
  return createDevice(
    {
      ...link,
      netns,
      kind,
      hardware: about?.hardware,
      speed: about?.speed,
      duplex: about?.duplex,
      other: isSameLower(link.lower, earlier?.lower) ? earlier?.other : undefined,
      movedFrom: earlier?.movedFrom,
    },
    earlier,
  );
}

/** Where a device leads is found out when all namespaces have been read; until then what was found before holds. */
function isSameLower(lower: Lower | undefined, earlier: Lower | undefined): boolean {
  return lower?.name === earlier?.name && lower?.ifindex === earlier?.ifindex && lower?.nsid === earlier?.nsid;
}

function failed(facts: ReadonlyMap<string, HardwareFacts>): readonly { name: string; error: unknown }[] {
  return [...facts].flatMap(([name, { error }]) => (error === undefined ? [] : { name, error }));
}

function problemsOf(netns: string, problems: readonly { name: string; error: unknown }[]): readonly Problem[] {
  return problems.map(({ name, error }) => ({ subject: subjectOf({ netns, name }), message: messageOf(error) }));
}

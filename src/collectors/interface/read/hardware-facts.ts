import type { Host } from '../../../host/host.ts';
import type { Context } from '../context.ts';
import type { Device, Hardware, Pace } from '../model/device.ts';
import type { Link } from '../parse/link.ts';
import { readHardware, readPace } from './hardware.ts';

/** What sysfs and ethtool add to the kernel's description of a device. */
export type HardwareFacts = Pace & {
  /** For a device of which the kernel names no kind: `physical` with hardware behind it, `virtual` without. */
  readonly kind: string | undefined;
  readonly hardware: Hardware | undefined;
  /** Why something of it could not be read. */
  readonly error: unknown;
};

/** Kinds whose speed means something: of their hardware, or put together from that of their parts. */
const PACED: ReadonlySet<string> = new Set(['physical', 'bond', 'team']);

/** Whether a device of this kind has a speed and a duplex mode. */
function hasPace(kind: string | undefined): boolean {
  return kind !== undefined && PACED.has(kind);
}

/**
 * Only for the devices that have any of it, by name. Hardware is looked at once, speed and duplex each time. One device that
 * does not answer hides neither the others nor the rest of itself.
 */
export async function readHardwareFacts(
  door: Host,
  links: readonly Link[],
  earlierOf: (link: Link) => Device | undefined,
  context: Context,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, HardwareFacts>> {
  const facts = new Map<string, HardwareFacts>();
  const read = async (link: Link) => {
    const { kind, hardware, error } = await hardwareOf(door, link, earlierOf(link), context, signal);
    const watched = context.selection.kind(kind ?? '');
    const pace = watched ? await paceOf(door, { ...link, kind }, earlierOf(link), context) : UNKNOWN;
    facts.set(link.name, { ...pace, kind, hardware, error: error ?? pace.error });
  };
  await Promise.all(links.filter((link) => link.kind === undefined || hasPace(link.kind)).map(read));
  return facts;
}

const UNKNOWN = { speed: undefined, duplex: undefined, error: undefined };

async function hardwareOf(
  door: Host,
  link: Link,
  earlier: Device | undefined,
  context: Context,
  signal: AbortSignal,
): Promise<Pick<HardwareFacts, 'kind' | 'hardware' | 'error'>> {
  if (link.kind !== undefined) return { kind: link.kind, hardware: undefined, error: undefined };
  if (earlier?.kind === 'virtual' || earlier?.hardware !== undefined) {
    return { kind: earlier.kind, hardware: earlier.hardware, error: undefined };
  }
  try {
    const hardware = await readHardware(door, link.name, context, signal);
    return { kind: hardware === undefined ? 'virtual' : 'physical', hardware, error: undefined };
  } catch (error) {
    return { kind: undefined, hardware: undefined, error };
  }
}

/** Nothing is known without a carrier, and no driver asked; what was known before stays when the driver does not answer. */
export async function paceOf(
  door: Host,
  { name, kind, carrier }: Pick<Link, 'name' | 'kind' | 'carrier'>,
  earlier: Pace | undefined,
  { drivers }: Context,
): Promise<Pace & { readonly error: unknown }> {
  if (!hasPace(kind) || carrier !== true) return UNKNOWN;
  try {
    return { ...(await readPace(door, name, drivers())), error: undefined };
  } catch (error) {
    return { speed: earlier?.speed, duplex: earlier?.duplex, error };
  }
}

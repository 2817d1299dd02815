import { isAbsent } from '../../../core/errors.ts';
import type { Host } from '../../../host/host.ts';

/** The bonds of a namespace: the slaves of each by its name. */
export type Bonds = ReadonlyMap<string, readonly string[]>;

/**
 * `/sys/class/net/bonding_masters` and each bond's `bonding/slaves` (Documentation/networking/bonding.rst): names with
 * blanks between. Without the driver there are none.
 */
export async function readBonds(door: Host, signal: AbortSignal): Promise<Bonds> {
  const masters = words(await textIfThere(door, '/sys/class/net/bonding_masters', signal));
  const bonds = masters.map(async (bond): Promise<[string, readonly string[]]> => {
    return [bond, words(await textIfThere(door, `/sys/class/net/${bond}/bonding/slaves`, signal))];
  });
  return new Map(await Promise.all(bonds));
}

async function textIfThere(door: Host, path: string, signal: AbortSignal): Promise<string> {
  try {
    return await door.readText(path, signal);
  } catch (error) {
    if (isAbsent(error)) return '';
    throw error;
  }
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

import { HostError, isAbsent } from '../../../core/errors.ts';
import type { Host } from '../../../host/host.ts';
import { PROC_FOLDER } from './read-bond.ts';

const MASTERS = '/sys/class/net/bonding_masters';

/**
 * The bonds in the door's namespace, sorted; `undefined` where the bonding driver is not loaded.
 * @throws HostError when the list can't be read
 */
export async function listBonds(door: Host, signal: AbortSignal): Promise<readonly string[] | undefined> {
  try {
    return await door.list(PROC_FOLDER, signal);
  } catch (error) {
    if (!isAbsent(error)) throw error;
    const names = await masters(door, signal);
    if (names === undefined || names.length === 0) return names;
    throw new HostError('refused', PROC_FOLDER, `not there, but ${MASTERS} names ${names.join(', ')}`, {
      cause: error,
    });
  }
}

/** The bonds that sysfs names, apart by blanks (drivers/net/bonding/bond_sysfs.c, bonding_show_bonds). */
async function masters(door: Host, signal: AbortSignal): Promise<readonly string[] | undefined> {
  try {
    return (await door.readText(MASTERS, signal)).split(/[\s\0]+/).filter((name) => name !== '');
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

import type { Host } from '../host/host.ts';
import { DEVICES, ifThere } from './describe.ts';
import { nameAtEnd } from './parse.ts';

const DRIVERS = '/sys/bus/pci/drivers';

/** Tells which driver each device is bound to. */
export type DriverReader = {
  /** By address; a device that is bound to none is not there. */
  readonly read: (addresses: Iterable<string>, signal: AbortSignal) => Promise<ReadonlyMap<string, string>>;
};

/**
 * One listing of a driver's directory tells all its devices, where following the link of each would take hundreds of
 * calls on a host with many virtual functions. Only a device that none of the drivers known so far has is looked at itself.
 */
export function createDriverReader(host: Host): DriverReader {
  const known = new Set<string>();

  const devicesOf = async (driver: string, signal: AbortSignal): Promise<readonly string[]> => {
    const names = await ifThere(host.list(`${DRIVERS}/${driver}`, signal));
    if (names === undefined) known.delete(driver);
    return names ?? [];
  };

  return {
    read: async (addresses, signal) => {
      const drivers = new Map<string, string>();
      const take = async (driver: string) => {
        for (const name of await devicesOf(driver, signal)) drivers.set(name, driver);
      };
      await Promise.all([...known].map(take));
      const bound = new Map<string, string>();
      for (const address of addresses) {
        if (!drivers.has(address)) {
          const target = await ifThere(host.readLink(`${DEVICES}/${address}/driver`, signal));
          if (target === undefined) continue;
          const driver = nameAtEnd(target);
          if (!known.has(driver)) {
            known.add(driver);
            await take(driver);
          }
          drivers.set(address, driver);
        }
        const driver = drivers.get(address);
        if (driver !== undefined) bound.set(address, driver);
      }
      return bound;
    },
  };
}

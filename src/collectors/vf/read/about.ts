import { HostError, isAbsent, messageOf } from '../../../core/errors.ts';
import type { Argv, Host } from '../../../host/host.ts';
import type { PciDevice } from '../../../pci/device.ts';
import { type About, type NetdevName, NOTHING_KNOWN } from '../model.ts';
import { parseDriverInfo, parseEswitchMode } from '../parse/about.ts';
import { findStatistics } from './statistics.ts';

/** What was found out, and for which driver and number of virtual functions it holds. */
export type AboutReading = {
  readonly about: About;
  /** `undefined` when it has to be asked again. */
  readonly key: string | undefined;
  readonly problems: readonly string[];
};

/**
 * As long as this stays the same, so does what is asked here: another eswitch mode comes with other network devices
 * (representors), another driver version with the driver being bound anew.
 */
export function aboutKey({ driver, sriov, netdevs }: PciDevice, netdev: NetdevName | undefined): string {
  return [driver, sriov?.numvfs, netdev?.netns, netdev?.name, ...netdevs].join(' ');
}

/**
 * Asks the driver of a physical function for what seldom changes.
 * @param door of the namespace that its network device is in
 */
export async function readAbout(
  host: Host,
  door: Host | undefined,
  device: PciDevice,
  netdev: NetdevName | undefined,
  signal: AbortSignal,
): Promise<AboutReading> {
  const key = aboutKey(device, netdev);
  if (device.driver === undefined) return { about: NOTHING_KNOWN, key, problems: [] };
  const problems: string[] = [];
  const asked = async <T>(answer: Promise<T>): Promise<T | undefined> => {
    try {
      return await answer;
    } catch (error) {
      if (!isPlainNo(error)) problems.push(messageOf(error));
      return undefined;
    }
  };
  const { address } = device;
  const [info, eswitchMode, statistics] = await Promise.all([
    door === undefined || netdev === undefined ? undefined : asked(driverInfo(door, netdev.name, signal)),
    asked(eswitchModeOf(host, address, signal)),
    asked(findStatistics(host, address, signal)),
  ]);
  const about = { driverVersion: info?.driverVersion, firmware: info?.firmware, eswitchMode, statistics };
  return { about, key: problems.length === 0 ? key : undefined, problems };
}

/** No such program, not allowed, not supported by this driver: nothing that anybody needs to hear of. */
function isPlainNo(error: unknown): boolean {
  return isAbsent(error) || (error instanceof HostError && (error.kind === 'denied' || error.kind === 'refused'));
}

async function driverInfo(door: Host, name: string, signal: AbortSignal) {
  const argv: Argv = ['ethtool', '-i', name];
  return parseDriverInfo(await door.run(argv, signal), argv.join(' '));
}

async function eswitchModeOf(host: Host, address: string, signal: AbortSignal) {
  const device = `pci/${address}`;
  const argv: Argv = ['devlink', '-j', 'dev', 'eswitch', 'show', device];
  return parseEswitchMode(await host.run(argv, signal), argv.join(' '), device);
}

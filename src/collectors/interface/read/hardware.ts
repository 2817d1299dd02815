import type { Host } from '../../../host/host.ts';
import type { Context } from '../context.ts';
import type { Hardware, Pace } from '../model/device.ts';
import { parseFirmware } from '../parse/firmware.ts';
import { parseDuplex, parseSpeed } from '../parse/status.ts';
import { absent, answered } from './answers.ts';
import { lastPart } from './status.ts';

/**
 * The driver and the place of a device on its bus, from links in sysfs, and its firmware's version as ethtool(8) tells it.
 * `undefined` when no hardware stands behind the device.
 */
export async function readHardware(
  door: Host,
  name: string,
  { programs }: Context,
  signal: AbortSignal,
): Promise<Hardware | undefined> {
  const directory = `/sys/class/net/${name}`;
  const device = await door.readLink(`${directory}/device`, signal).catch(absent);
  if (device === undefined) return undefined;
  const [driver, firmware] = await Promise.all([
    door.readLink(`${directory}/device/driver`, signal).catch(absent),
    readFirmware(door, name, programs),
  ]);
  return { bus: lastPart(device), driver: driver === undefined ? undefined : lastPart(driver), firmware };
}

/** Not every driver answers, and not every host has ethtool: then the version is not known. */
async function readFirmware(door: Host, name: string, signal: AbortSignal): Promise<string | undefined> {
  const argv = ['ethtool', '-i', name] as const;
  const text = await door.run(argv, signal).catch(answered);
  return text === undefined ? undefined : parseFirmware(text, argv.join(' '));
}

/**
 * Speed and duplex. The driver is asked, which is why a device in trouble may not answer at all.
 * @throws HostError when the driver did not answer in time
 */
export async function readPace(door: Host, name: string, signal: AbortSignal): Promise<Pace> {
  const directory = `/sys/class/net/${name}`;
  const [speed, duplex] = await Promise.all([
    door.readText(`${directory}/speed`, signal).catch(answered),
    door.readText(`${directory}/duplex`, signal).catch(answered),
  ]);
  return {
    speed: speed === undefined ? undefined : parseSpeed(speed, `${directory}/speed`),
    duplex: duplex === undefined ? undefined : parseDuplex(duplex),
  };
}

import { HostError, messageOf } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import type { PciDevice } from '../../pci/device.ts';
import { type About, type NetdevName, NOTHING_KNOWN, type Pf, type Vf, type VfCounters } from './model.ts';
import { placeOf } from './places.ts';
import { type AboutReading, aboutKey, readAbout } from './read/about.ts';
import type { Told } from './read/pf-links.ts';
import { readStatistics } from './read/statistics.ts';
import type { Survey } from './survey.ts';

/** One physical function between readings. */
export type PfMemory = {
  readonly pf: Pf;
  readonly asked: AboutReading;
  /** What the last reading could not find out. */
  readonly problems: readonly string[];
};

export type PfContext = {
  readonly host: Host;
  readonly survey: Survey;
  /** Drivers that have shown a count of their virtual functions' traffic. */
  readonly counting: Set<string>;
  /** Whether figures are due, and not only what has changed. */
  readonly poll: boolean;
  /** Gives a signal that is aborted when a program should have answered. */
  readonly patience: () => AbortSignal;
  readonly signal: AbortSignal;
};

/** @param told what was told by rtnetlink; `undefined` when nobody was asked, so that what is known stays */
export async function readPf(
  device: PciDevice,
  before: PfMemory | undefined,
  told: Told | undefined,
  context: PfContext,
): Promise<PfMemory> {
  const { survey, counting, poll } = context;
  const earlier = before?.pf;
  /** Whether this reading has nothing new to say of the links and figures. */
  const keeps = told === undefined && !poll;
  const numvfs = device.sriov?.numvfs ?? earlier?.numvfs;
  const netdev = netdevOf(device, told, earlier, survey);
  const asked = await aboutOf(device, netdev, before, told, context);
  const { driver } = device;
  if (driver !== undefined && hasCounted(told)) counting.add(driver);
  const counts = driver !== undefined && counting.has(driver);
  const vfs = vfsOf(device, earlier, told, survey);
  const statistics = await ownStatistics(device, asked.about, vfs, counts, context);
  const counted = vfs.map((vf): Vf => {
    if (keeps) return vf;
    const rtnetlink = counts ? countersIn(told, vf) : undefined;
    return { ...vf, counters: rtnetlink ?? statistics.counters.get(vf.number) };
  });
  const problems = [
    ...(told?.failure === undefined ? [] : [messageOf(told.failure)]),
    ...(told?.problems ?? []),
    ...(await lackOf(device, told, vfs.length, context)),
    ...asked.problems,
    ...statistics.problems,
  ];
  const pf: Pf = {
    device,
    totalvfs: device.sriov?.totalvfs ?? 0,
    numvfs,
    netdev,
    link: keeps ? earlier?.link : told?.link?.link,
    about: asked.about,
    counts: counts || asked.about.statistics !== undefined,
    fresh: keeps ? (earlier?.fresh ?? false) : told?.link !== undefined,
    vfs: counted,
  };
  return { pf, asked, problems: keeps && before !== undefined ? before.problems : problems };
}

/** A representor stands on the same PCI device, but only the function's own network device lists virtual functions. */
function netdevOf(device: PciDevice, told: Told | undefined, earlier: Pf | undefined, { netdevs }: Survey) {
  const candidates = netdevs.get(device.address) ?? [];
  const name = told?.link?.name ?? earlier?.netdev?.name;
  return candidates.find((netdev) => netdev.name === name) ?? candidates[0] ?? earlier?.netdev;
}

async function aboutOf(
  device: PciDevice,
  netdev: NetdevName | undefined,
  before: PfMemory | undefined,
  told: Told | undefined,
  { host, survey, patience }: PfContext,
): Promise<AboutReading> {
  const here = (survey.netdevs.get(device.address) ?? []).length > 0 ? netdev : undefined;
  if (before !== undefined && before.asked.key === aboutKey(device, here)) return before.asked;
  // A driver that keeps one program waiting does so with every other.
  if (isDeadline(told?.failure)) return before?.asked ?? { about: NOTHING_KNOWN, key: undefined, problems: [] };
  const door = here === undefined ? undefined : survey.doors.get(here.netns);
  const reading = await readAbout(host, door, device, here, patience());
  if (reading.problems.length === 0) return reading;
  return { ...reading, about: mergedAbout(reading.about, before?.asked.about ?? NOTHING_KNOWN) };
}

function isDeadline(error: unknown): boolean {
  return error instanceof HostError && error.kind === 'deadline';
}

/** What could not be asked this time is as it was. */
function mergedAbout(now: About, before: About): About {
  return {
    driverVersion: now.driverVersion ?? before.driverVersion,
    firmware: now.firmware ?? before.firmware,
    eswitchMode: now.eswitchMode ?? before.eswitchMode,
    statistics: now.statistics ?? before.statistics,
  };
}

function vfsOf(device: PciDevice, earlier: Pf | undefined, told: Told | undefined, survey: Survey): readonly Vf[] {
  const known = new Map(earlier?.vfs.map((vf) => [vf.number, vf]));
  return [...(device.sriov?.virtfns ?? [])].flatMap(([number, address]): readonly Vf[] => {
    const own = survey.devices.get(address);
    if (own === undefined) return [];
    const before = known.get(number);
    const settings = told?.link?.vfs.get(number)?.settings ?? before?.settings ?? {};
    return [{ number, address, device: own, place: placeOf(own, survey), settings, counters: before?.counters }];
  });
}

function countersIn(told: Told | undefined, { number }: Vf): VfCounters | undefined {
  const counters = told?.link?.vfs.get(number)?.counters;
  return counters === undefined || Object.keys(counters).length === 0 ? undefined : counters;
}

/** The kernel tells zeros for a driver that does not count: only another number shows that one does. */
function hasCounted(told: Told | undefined): boolean {
  const vfs = [...(told?.link?.vfs.values() ?? [])];
  return vfs.some(({ counters }) => Object.values(counters).some((value) => value > 0));
}

async function ownStatistics(
  { address }: PciDevice,
  { statistics }: About,
  vfs: readonly Vf[],
  counts: boolean,
  { host, poll, signal }: PfContext,
): Promise<{ readonly counters: ReadonlyMap<number, VfCounters>; readonly problems: readonly string[] }> {
  if (statistics === undefined || counts || !poll || vfs.length === 0) return { counters: new Map(), problems: [] };
  const numbers = vfs.map(({ number }) => number);
  const { counters, failures } = await readStatistics(host, address, statistics, numbers, signal);
  return { counters, problems: [...failures.values()].map(messageOf) };
}

/** Virtual functions that nobody told of, unless some were just made or taken away. */
async function lackOf(
  device: PciDevice,
  told: Told | undefined,
  expected: number,
  { host, signal }: PfContext,
): Promise<readonly string[]> {
  const found = told?.link?.vfs.size;
  if (found === undefined || found + (told?.problems.length ?? 0) >= expected) return [];
  const file = `/sys/bus/pci/devices/${device.address}/sriov_numvfs`;
  const now = Number(await host.readText(file, signal).catch(() => undefined));
  return now === device.sriov?.numvfs
    ? [`ip tells of ${found} of its ${expected} virtual functions; the settings of the others are not known`]
    : [];
}

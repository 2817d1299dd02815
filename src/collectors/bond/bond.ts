import type { BondReport, BondSettings, MiiStatus, SlaveReport } from './parse/report.ts';
import type { SettingsReading } from './read/read-settings.ts';
import { allSettings } from './read/read-settings.ts';

/** One bond as it was last read. */
export type Bond = {
  readonly netns: string;
  readonly name: string;
  readonly report: BondReport;
  /** The text behind the report: when it is the same, nothing in `/proc` has changed. */
  readonly text: string;
  readonly settingsReading: SettingsReading;
  /** The device's number by slave, which it keeps whatever its name; `undefined` where it could not be read. */
  readonly numbers: ReadonlyMap<string, number | undefined>;
  /** All settings that are known. */
  readonly settings: BondSettings;
  /** Files beside `/proc` that could not be read. */
  readonly problems: readonly string[];
};

export function bondOf(
  about: Pick<Bond, 'netns' | 'name' | 'text' | 'numbers'>,
  report: BondReport,
  settingsReading: SettingsReading,
  problems: readonly string[],
): Bond {
  const settings = allSettings(report, settingsReading);
  return { ...about, report, settingsReading, settings, problems: [...problems, ...settingsReading.problems] };
}

/** A bond's name in events and states: `bond0`, or `blue:bond0` in the namespace blue. */
export function subjectOf(netns: string, bond: string): string {
  return netns === '' ? bond : `${netns}:${bond}`;
}

/**
 * The status of a slave's link as states and events have it. Where ARP targets are probed and none answers, the kernel
 * writes `going back` and `going down` in turn, several times a second, for the slave that sends the next probe
 * (bond_ab_arp_inspect in drivers/net/bonding/bond_main.c): that is `down` all the while.
 */
export function steadyStatus({ settings }: BondReport, { miiStatus }: SlaveReport): MiiStatus | undefined {
  const isProbed = miiStatus === 'going back' || miiStatus === 'going down';
  return isProbed && settings.arp_interval !== 0 ? 'down' : miiStatus;
}

/** The number of the active slave's device; `undefined` when there is none, or it is not known. */
export function activeNumber({ report, numbers }: Bond): number | undefined {
  const { activeSlave } = report;
  return typeof activeSlave === 'string' ? numbers.get(activeSlave) : undefined;
}

/** Whether another slave is the active one. A slave that got another name is the same. */
export function hasTurned(before: Bond, after: Bond): boolean {
  if (before.report.activeSlave === after.report.activeSlave) return false;
  const number = activeNumber(before);
  return number === undefined || number !== activeNumber(after);
}

/** How many slaves carry traffic as far as the kernel's link monitoring knows. */
export function slavesUp({ slaves }: BondReport): number {
  return slaves.filter(({ miiStatus }) => miiStatus === 'up').length;
}

/**
 * Whether a slave whose link is up is in another aggregator than the active one, so that it carries nothing.
 * `undefined` where no aggregator is active or known.
 */
export function hasAggregatorMismatch({ lacp, slaves }: BondReport): boolean | undefined {
  const active = lacp?.aggregator?.id;
  if (active === undefined) return undefined;
  return slaves.some(
    ({ miiStatus, aggregatorId }) => miiStatus === 'up' && aggregatorId !== undefined && aggregatorId !== active,
  );
}

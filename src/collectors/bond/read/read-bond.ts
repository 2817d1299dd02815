import { HostError, isAbsent } from '../../../core/errors.ts';
import type { Host } from '../../../host/host.ts';
import { type Bond, bondOf } from '../bond.ts';
import { parseProc } from '../parse/proc.ts';
import type { BondReport } from '../parse/report.ts';
import { attributeReader } from './attribute-reader.ts';
import { withPublicLacp } from './read-lacp.ts';
import { readNumbers } from './read-numbers.ts';
import { isComplete, readSettings, type SettingsReading } from './read-settings.ts';

export const PROC_FOLDER = '/proc/net/bonding';

/** When the settings that `/proc` does not tell are read again. */
export type SettingsAge = {
  /** Milliseconds on the reader's clock. */
  readonly now: number;
  readonly maxAgeMs: number;
  /** How much older than it is a first reading counts, so that bonds are not all due in the same poll. */
  readonly headStartMs: number;
  /** A notification named the bond: if `/proc` tells nothing new, a setting may have changed. */
  readonly announced: boolean;
};

const NEVER = Number.NEGATIVE_INFINITY;

/**
 * Reads one bond. Resolves to `undefined` when it is gone.
 * @throws HostError or ParseError when `/proc` can't be read or understood
 */
export async function readBond(
  door: Host,
  name: string,
  last: Bond | undefined,
  age: SettingsAge,
  signal: AbortSignal,
): Promise<Bond | undefined> {
  const file = `${PROC_FOLDER}/${name}`;
  const text = await textOf(door, file, signal);
  if (text === undefined) return undefined;
  const reader = attributeReader(door, signal);
  const report = await withPublicLacp(name, parseProc(file, text), reader);
  const numbers = await readNumbers(report, last?.numbers, reader);
  const settings =
    kept(last, text, report, age) ?? (await freshSettings(door, name, report, last?.settingsReading, age, signal));
  return bondOf({ netns: door.netns, name, text, numbers }, report, settings, reader.problems);
}

/** A file that procfs takes away between opening and reading answers EIO (fs/proc/inode.c); asked again, it is not there. */
async function textOf(door: Host, file: string, signal: AbortSignal): Promise<string | undefined> {
  const read = () => door.readText(file, signal);
  try {
    return await read().catch((error: unknown) => {
      if (error instanceof HostError && error.kind === 'refused') return read();
      throw error;
    });
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function kept(last: Bond | undefined, text: string, report: BondReport, age: SettingsAge): SettingsReading | undefined {
  const reading = last?.settingsReading;
  if (reading === undefined || !isComplete(reading, report)) return undefined;
  if (!age.announced) return age.now - reading.readAt < age.maxAgeMs ? reading : undefined;
  // What `/proc` tells explains the notification and is not kept waiting; the settings are due at the next poll.
  return text === last?.text ? undefined : { ...reading, readAt: NEVER };
}

async function freshSettings(
  door: Host,
  name: string,
  report: BondReport,
  last: SettingsReading | undefined,
  { now, headStartMs }: SettingsAge,
  signal: AbortSignal,
): Promise<SettingsReading> {
  return await readSettings(door, name, report, last, last === undefined ? now - headStartMs : now, signal);
}

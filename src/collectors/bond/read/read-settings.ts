import type { FieldValue } from '../../../core/state.ts';
import type { Host } from '../../../host/host.ts';
import { attributesBeside, settingValue } from '../parse/attributes.ts';
import type { BondReport, BondSettings } from '../parse/report.ts';
import { attributeReader } from './attribute-reader.ts';

/** What sysfs told of a bond's settings, and when. */
export type SettingsReading = {
  /** `undefined`: this kernel has no such attribute, or it could not be read yet. */
  readonly values: ReadonlyMap<string, FieldValue | undefined>;
  /** Milliseconds on the reader's clock. */
  readonly readAt: number;
  readonly problems: readonly string[];
};

/** Whether an earlier reading still tells everything that `/proc` leaves out. */
export function isComplete(reading: SettingsReading, report: BondReport): boolean {
  return attributesBeside(report.settings, report.mode).every((name) => reading.values.has(name));
}

/** Reads the settings that `/proc` does not tell. A missing attribute (an older kernel) is normal. */
export async function readSettings(
  door: Host,
  bond: string,
  report: BondReport,
  last: SettingsReading | undefined,
  now: number,
  signal: AbortSignal,
): Promise<SettingsReading> {
  const { read, problems } = attributeReader(door, signal);
  const values = await Promise.all(
    attributesBeside(report.settings, report.mode).map(async (name): Promise<[string, FieldValue | undefined]> => {
      const value = await read(`/sys/class/net/${bond}/bonding/${name}`, (file, text) =>
        settingValue(name, file, text),
      );
      // An attribute does not leave a living bond: the bond is on its way out, and nobody has changed a setting.
      return [name, value === undefined ? last?.values.get(name) : value];
    }),
  );
  return { values: new Map(values), readAt: now, problems };
}

/** All settings that are known: those that `/proc` tells come first. */
export function allSettings(report: BondReport, { values }: SettingsReading): BondSettings {
  const result: Record<string, FieldValue> = { ...report.settings };
  for (const [name, value] of values) {
    if (value !== undefined && !Object.hasOwn(result, name)) result[name] = value;
  }
  return result;
}

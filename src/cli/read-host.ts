import { enabledCollectors } from '../agent/watch-host.ts';
import type { RegisteredCollector } from '../collectors/collector.ts';
import { collectors as allCollectors } from '../collectors/registry.ts';
import type { Config } from '../config/config.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { nearestName } from '../core/yaml/nearest-name.ts';
import type { Host } from '../host/host.ts';
import { readOnce } from '../schedule/read-once.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { UsageError } from './usage-error.ts';

/** The collectors with these names, or those that the configuration leaves on when none is named. Throws a UsageError. */
export function chosenCollectors(names: readonly string[], config: Config): readonly RegisteredCollector[] {
  if (names.length === 0) return enabledCollectors(allCollectors, config);
  const known = allCollectors.map(({ name }) => name);
  for (const name of names) {
    if (known.includes(name)) continue;
    const meant = nearestName(name, known);
    throw new UsageError(
      `there is no collector ${name}, ${meant ? `did you mean ${meant}?` : `only ${known.join(', ')}`}`,
    );
  }
  return allCollectors.filter(({ name }) => names.includes(name));
}

/** One reading of each collector, all at the same time, each within its own deadline. */
export async function readHost(
  collectors: readonly RegisteredCollector[],
  config: Config,
  host: Host,
  signal: AbortSignal,
): Promise<readonly Snapshot[]> {
  return await Promise.all(
    collectors.map(async (collector) => {
      const settings = config.collectors.get(collector.name);
      const reader = collector.open(host, settings?.settings ?? {});
      const deadline = (settings?.deadline ?? config.deadline) * 1000;
      return await readOnce(collector.name, reader, undefined, deadline, performance.now(), signal);
    }),
  );
}

/** `incomplete` when something that is on the host could not be read. */
export function exitCodeOf(snapshots: readonly Snapshot[]): ExitCode {
  const complete = snapshots.every(({ outcome }) => outcome === 'ok' || outcome === 'absent');
  return complete ? exitCodes.ok : exitCodes.incomplete;
}

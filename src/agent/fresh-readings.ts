import { collectors as allCollectors } from '../collectors/registry.ts';
import type { Config } from '../config/config.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { Host } from '../host/host.ts';
import { inTime } from '../host/in-time.ts';
import type { CollectorLoop } from '../schedule/collector-loop.ts';
import { readOnce } from '../schedule/read-once.ts';

export type Fresh = (collectors: readonly string[], signal: AbortSignal) => Promise<ReadonlyMap<string, Snapshot>>;

/**
 * Readings that begin when they are asked for: by the loop of a collector that is on, so that alerts see them too, and by a
 * reader of its own of one that is off.
 */
export function freshReadings(
  loops: () => readonly CollectorLoop[],
  config: Pick<Config, 'collectors' | 'deadline'>,
  host: Host,
): Fresh {
  const read = async (name: string, signal: AbortSignal): Promise<readonly Snapshot[]> => {
    const loop = loops().find((one) => one.name === name);
    if (loop !== undefined) return [await inTime(name, loop.readNow(), signal)];
    const collector = allCollectors.find((one) => one.name === name);
    if (collector === undefined) return [];
    const { settings, deadline } = config.collectors.get(name) ?? { settings: {}, deadline: config.deadline };
    const reader = collector.open(host, settings);
    return [await readOnce(name, reader, undefined, deadline * 1000, performance.now(), signal)];
  };
  return async (names, signal) => {
    const snapshots = (await Promise.all(names.map((name) => read(name, signal)))).flat();
    return new Map(snapshots.map((snapshot) => [snapshot.collector, snapshot]));
  };
}

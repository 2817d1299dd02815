import type { RegisteredCollector } from '../collectors/collector.ts';
import type { Config } from '../config/config.ts';
import type { Occurrence } from '../core/definition.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { Host } from '../host/host.ts';
import { type CollectorLoop, startLoop } from '../schedule/collector-loop.ts';

export type HostListener = {
  readonly snapshot: (collector: RegisteredCollector, snapshot: Snapshot) => void;
  readonly occurred: (collector: RegisteredCollector, occurrence: Occurrence) => void;
};

/** Those of the collectors that the configuration leaves on. */
export function enabledCollectors(
  all: readonly RegisteredCollector[],
  { collectors }: Pick<Config, 'collectors'>,
): readonly RegisteredCollector[] {
  return all.filter(({ name }) => collectors.get(name)?.enabled === true);
}

/** Starts every given collector on the host, each with its own interval and deadline. */
export function watchHost(
  collectors: readonly RegisteredCollector[],
  config: Pick<Config, 'collectors'>,
  host: Host,
  listener: HostListener,
): readonly CollectorLoop[] {
  return collectors.flatMap((collector) => {
    const settings = config.collectors.get(collector.name);
    if (settings === undefined) return [];
    const times = { intervalMs: settings.interval * 1000, deadlineMs: settings.deadline * 1000 };
    return startLoop(collector.name, collector.open(host, settings.settings), times, {
      snapshot: (snapshot) => listener.snapshot(collector, snapshot),
      occurred: (occurrence) => listener.occurred(collector, occurrence),
    });
  });
}

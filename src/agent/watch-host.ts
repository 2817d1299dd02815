import type { Finding, RegisteredCollector } from '../collectors/collector.ts';
import type { Config } from '../config/config.ts';
import type { Occurrence } from '../core/definition.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { sameStates } from '../core/state.ts';
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
  const findings = new Map<string, Finding>();
  const comparing: { readonly loop: CollectorLoop; readonly names: readonly string[] }[] = [];

  /** Tells those that compare this collector when something is different. */
  const found = ({ collector, outcome, states }: Snapshot) => {
    const before = findings.get(collector);
    findings.set(collector, { outcome, states });
    if (before !== undefined && before.outcome === outcome && sameStates(before.states, states)) return;
    for (const { loop, names } of comparing) if (names.includes(collector)) loop.readSoon();
  };

  return collectors.flatMap((collector) => {
    const settings = config.collectors.get(collector.name);
    if (settings === undefined) return [];
    const { name, compares = [] } = collector;
    const times = { intervalMs: settings.interval * 1000, deadlineMs: settings.deadline * 1000 };
    const told = {
      snapshot: (snapshot: Snapshot) => {
        found(snapshot);
        listener.snapshot(collector, snapshot);
      },
      occurred: (occurrence: Occurrence) => listener.occurred(collector, occurrence),
    };
    const loop = startLoop(name, collector.open(host, settings.settings), times, told, () =>
      findingsOf(findings, compares),
    );
    if (compares.length > 0) comparing.push({ loop, names: compares });
    return loop;
  });
}

/** Those of the findings that belong to the named collectors. */
export function findingsOf(
  findings: ReadonlyMap<string, Finding>,
  names: readonly string[],
): ReadonlyMap<string, Finding> {
  return new Map(
    names.flatMap((name) => {
      const finding = findings.get(name);
      return finding === undefined ? [] : [[name, finding] as const];
    }),
  );
}

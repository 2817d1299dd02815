import { onTestFinished } from 'vitest';
import type { Seen, Target } from '../../src/actions/action.ts';
import { isRefusal } from '../../src/actions/action.ts';
import { action } from '../../src/actions/lb-member/index.ts';
import type { Collected, Reader } from '../../src/collectors/collector.ts';
import { collector as haproxy } from '../../src/collectors/haproxy/index.ts';
import { collector as health } from '../../src/collectors/health/index.ts';
import { collector as ipvs } from '../../src/collectors/ipvs/index.ts';
import { collector as agreement } from '../../src/collectors/lb-agreement/index.ts';
import type { Snapshot } from '../../src/core/snapshot.ts';
import { type RealHost, realHost } from '../../src/host/real-host.ts';
import type { Step } from '../../src/remediation/step.ts';
import { openStep } from '../../src/remediation/steps/catalogue.ts';

const DEADLINE_MS = 20_000;

export type WatchedMembers = {
  readonly host: RealHost;
  /** Fresh readings of all that the action sees. */
  readonly fresh: () => Promise<ReadonlyMap<string, Snapshot>>;
  readonly target: (labels: Readonly<Record<string, string>>) => Target;
  /** A look, or in words why there is none. */
  readonly look: (target: Target) => Promise<Seen | string>;
  /** Compares, and carries out; gives why not. */
  readonly carryOut: (step: Step) => Promise<string>;
};

/** The action on real collectors. @param pools as the configuration of health has them */
export function watchedMembers(
  pools: readonly object[],
  options: { readonly sockets?: readonly string[]; readonly settings?: object } = {},
): WatchedMembers {
  const host = realHost();
  onTestFinished(() => host.close());
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const readers: Readonly<Record<string, Reader>> = {
    health: health.open(host, { files: [], pools }),
    haproxy: haproxy.open(host, { sockets: options.sockets ?? [] }),
    ipvs: ipvs.open(host, {}),
  };
  const comparing = agreement.open(host, { after: 0 });
  readers.health?.watch?.({ changed: () => {}, occurred: () => {} }, stop.signal);
  const opened = action.open(options.settings ?? {});

  const fresh = async () => {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const found = new Map<string, Collected>();
    for (const [name, reader] of Object.entries(readers)) {
      found.set(name, await reader.collect({ signal, changed: undefined }));
    }
    found.set('lb-agreement', await comparing.collect({ signal, changed: undefined, others: found }));
    return new Map([...found].map(([name, one]) => [name, snapshotOf(name, one)]));
  };
  return {
    host,
    fresh,
    target: (labels) => {
      const target = action.target(new Map(Object.entries(labels)));
      if (isRefusal(target)) throw new Error(target.refused);
      return target;
    },
    look: async (target) => {
      const seen = await opened.observe({
        target,
        host,
        fresh: await fresh(),
        signal: AbortSignal.timeout(DEADLINE_MS),
      });
      return isRefusal(seen) ? seen.refused : seen;
    },
    carryOut: async (step) => {
      const signal = AbortSignal.timeout(DEADLINE_MS);
      const opened = openStep(step);
      const now = await opened.current?.(host, signal);
      if (now !== opened.expected) return `is ${now}, not ${opened.expected}`;
      await opened.carryOut(host.hands, signal);
      return 'done';
    },
  };
}

function snapshotOf(collector: string, { occurrences = [], problems, ...told }: Collected): Snapshot {
  return {
    collector,
    readAt: Date.now(),
    polledAt: performance.now(),
    durationSeconds: 0,
    occurrences,
    problems,
    ...told,
  };
}

import type { Collected } from '../../../../src/collectors/collector.ts';
import { collector } from '../../../../src/collectors/vf/index.ts';
import { diffStates } from '../../../../src/core/diff.ts';
import type { States } from '../../../../src/core/state.ts';
import type { LinkNotice } from '../../../../src/host/host.ts';
import { defaultRealHostOptions, realHost } from '../../../../src/host/real-host.ts';
import { until } from '../until.ts';

export type WatchedVfs = {
  /** Reads everything, and gives what has happened since the last reading. */
  readonly poll: () => Promise<VfReading>;
  /** Does something, and reads only what the kernel then announces until all that is expected has been told. */
  readonly toldAfter: (expected: readonly RegExp[], doing: () => void | Promise<void>) => Promise<readonly string[]>;
  readonly close: () => void;
};

export type VfReading = Collected & { readonly events: readonly string[] };

/** The collector at work on the guest itself, as the agent has it. */
export function watchVfs(): WatchedVfs {
  const host = realHost({ ...defaultRealHostOptions, readDeadlineMs: 30_000 });
  const reader = collector.open(host, {});
  const closing = new AbortController();
  let notices: LinkNotice[] = [];
  let states: States = new Map();
  reader.watch?.({ changed: (notice) => notices.push(notice), occurred: () => undefined }, closing.signal);

  const collect = async (changed: readonly LinkNotice[] | undefined): Promise<VfReading> => {
    const collected = await reader.collect({ signal: AbortSignal.timeout(60_000), changed });
    const drafts = diffStates('vf', collector.kinds, states, collected.states, 0);
    states = collected.states;
    const events = drafts.map(({ type, severity, data }) => `${severity} ${type.split('.').at(-1)} ${data.message}`);
    return { ...collected, events };
  };

  return {
    poll: async () => await collect(undefined),
    toldAfter: async (expected, doing) => {
      notices = [];
      await doing();
      const told: string[] = [];
      const isTold = () => expected.every((pattern) => told.some((event) => pattern.test(event)));
      await until(
        `the events ${expected.join(', ')}`,
        async () => {
          const changed = notices;
          notices = [];
          if (changed.length > 0) told.push(...(await collect(changed)).events);
          return isTold();
        },
        60_000,
      ).catch((error: unknown) => {
        throw new Error(`told was only: ${told.join('; ')}`, { cause: error });
      });
      return told;
    },
    close: () => {
      closing.abort();
      host.close();
    },
  };
}

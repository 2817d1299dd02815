import { HostError, isAbsent, messageOf } from '../../../core/errors.ts';
import type { Guest } from '../../../guests/guest.ts';
import { type NumaMaps, parseNumaMaps } from '../../../guests/numa-maps.ts';
import type { ThreadStatus } from '../../../guests/thread-status.ts';
import type { Host } from '../../../host/host.ts';

export type MemoryLimits = {
  /** Seconds between two measurements of a guest. */
  readonly memory_interval: number;
  /** Bytes in small pages beyond which a guest is not measured. */
  readonly memory_limit: number;
};

/** A guest whose memory is to be looked at, with the first thread of its process. */
export type Measurable = { readonly guest: Guest; readonly pid: number; readonly main: ThreadStatus };

/** What is known of a guest's memory. */
export type Measurement = {
  /** The last time that it could be measured. */
  readonly maps?: NumaMaps | undefined;
  /** It is too large, or may not be looked at. */
  readonly refused?: 'large' | 'denied';
  /** It should be known and could not be read this time. */
  readonly failure?: string;
};

export type MemoryMeter = {
  /** By process id, for those that have not ended meanwhile. What is old enough is measured anew, as time allows. */
  readonly measure: (guests: readonly Measurable[], signal: AbortSignal) => Promise<ReadonlyMap<number, Measurement>>;
};

type Known = { readonly startTime: number | undefined; readonly at: number; readonly measurement: Measurement };

/**
 * Measures one guest after the other, those that wait longest first, and leaves the rest to the next reading once it took
 * `patienceMs`.
 * @param clock milliseconds that never go backwards
 */
export function createMemoryMeter(
  host: Host,
  limits: MemoryLimits,
  patienceMs: number,
  clock: () => number = () => performance.now(),
): MemoryMeter {
  let known: ReadonlyMap<number, Known> = new Map();

  return {
    measure: async (guests, signal) => {
      const began = clock();
      const now = new Map(guests.flatMap((one) => rememberedOf(one)));
      const dateOf = ({ pid }: Measurable) => now.get(pid)?.at ?? Number.NEGATIVE_INFINITY;
      const waiting = guests
        .filter((one) => began - dateOf(one) >= limits.memory_interval * 1000)
        .sort((a, b) => (dateOf(a) < dateOf(b) ? -1 : 1));
      for (const [index, one] of waiting.entries()) {
        if (index > 0 && clock() - began > patienceMs) break;
        const measurement = await measureOne(one, now.get(one.pid)?.measurement.maps, signal);
        signal.throwIfAborted();
        if (measurement === undefined) now.delete(one.pid);
        else now.set(one.pid, { startTime: startTimeOf(one), at: clock(), measurement });
      }
      known = now;
      return new Map([...now].map(([pid, { measurement }]) => [pid, measurement]));
    },
  };

  /** Unless the number is another process' by now. */
  function rememberedOf(one: Measurable): readonly (readonly [number, Known])[] {
    const before = known.get(one.pid);
    return before !== undefined && before.startTime === startTimeOf(one) ? [[one.pid, before]] : [];
  }

  /** `undefined` when the process has ended. */
  async function measureOne(
    { guest, pid, main }: Measurable,
    before: NumaMaps | undefined,
    signal: AbortSignal,
  ): Promise<Measurement | undefined> {
    if ((main.resident ?? 0) > limits.memory_limit) return { refused: 'large' };
    const file = `/proc/${pid}/numa_maps`;
    const paths = guest.memoryBackends.flatMap(({ path }) => path ?? []);
    try {
      return { maps: parseNumaMaps(await host.readText(file, signal), file, new Set(paths)) };
    } catch (error) {
      if (isAbsent(error)) return undefined;
      if (error instanceof HostError && error.kind === 'denied') return { refused: 'denied' };
      return { maps: before, failure: messageOf(error) };
    }
  }
}

function startTimeOf({ guest }: Measurable): number | undefined {
  return guest.process?.startTime;
}

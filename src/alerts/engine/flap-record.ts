import type { FlapDamping } from './active-alert.ts';

/** Remembers when alerts began to fire, to tell which come and go too often. */
export type FlapRecord = {
  /** An alert begins to fire: whether it has done so more often than is allowed. */
  readonly fires: (fingerprint: string, now: number) => boolean;
  readonly shift: (milliseconds: number) => void;
};

export function createFlapRecord({ times, within }: FlapDamping): FlapRecord {
  const firings = new Map<string, number[]>();
  let swept = Number.NEGATIVE_INFINITY;

  /** What is too old to count does not stay: fingerprints come and go with devices. */
  const sweep = (now: number) => {
    if (now - swept < within) return;
    swept = now;
    for (const [fingerprint, at] of firings) if ((at.at(-1) ?? 0) <= now - within) firings.delete(fingerprint);
  };

  return {
    fires: (fingerprint, now) => {
      sweep(now);
      const recent = (firings.get(fingerprint) ?? []).filter((at) => at > now - within);
      recent.push(now);
      firings.set(fingerprint, recent.slice(-times - 1));
      return recent.length > times;
    },
    shift: (milliseconds) => {
      for (const [fingerprint, at] of firings) {
        firings.set(
          fingerprint,
          at.map((time) => time + milliseconds),
        );
      }
    },
  };
}

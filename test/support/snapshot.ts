import type { Snapshot } from '../../src/core/snapshot.ts';

/** A finished reading that found nothing, for tests that care about some of its fields. */
export function snapshot(about: Partial<Snapshot> = {}): Snapshot {
  return {
    collector: 'bond',
    outcome: 'ok',
    problems: [],
    states: new Map(),
    occurrences: [],
    readAt: Date.now(),
    polledAt: performance.now(),
    durationSeconds: 0.01,
    families: () => [],
    ...about,
  };
}

import { setTimeout as delay } from 'node:timers/promises';
import type { MemberEvidence } from '../evidence.ts';

export type Watched = Pick<MemberEvidence, 'errors' | 'errors_per_second'>;

/** Counts of errors by member, and how fast they grew while they were watched. A member that does not count has none. */
export async function watchErrors(
  count: () => Promise<ReadonlyMap<string, number>>,
  seconds: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Watched>> {
  const began = performance.now();
  const before = await count();
  await delay(seconds * 1000, undefined, { signal });
  const after = await count();
  const elapsed = (performance.now() - began) / 1000;
  return new Map(
    [...after].map(([member, errors]) => {
      const old = before.get(member);
      // A device that was taken away and came back counts from the beginning.
      const grown = old === undefined ? undefined : Math.max(0, errors - old);
      return [member, { errors, errors_per_second: grown === undefined || elapsed === 0 ? null : grown / elapsed }];
    }),
  );
}

import { createHash } from 'node:crypto';
import type { PolledQueues } from './rx-queues.ts';

/**
 * Tells by sixteen characters which PMD polls which queue: the same text means that no queue was moved, added or taken
 * away. What queues take does not matter.
 */
export function queuePlaces(polled: readonly PolledQueues[]): string {
  const places = polled.flatMap(({ thread, queues }) =>
    queues.map(({ port, queue }) => `${thread.core} ${queue} ${port}`),
  );
  return createHash('sha256').update(places.sort().join('\n')).digest('hex').slice(0, 16);
}

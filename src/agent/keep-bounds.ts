import type { Config } from '../config/config.ts';
import type { Occurrence } from '../core/definition.ts';
import type { Dropped, Store } from '../store/store.ts';
import { agentOccurrences } from './about.ts';

const EVERY_MS = 30_000;

/** Keeps the store within its bounds, and tells what they forced out before a receiver had confirmed it. */
export function keepBounds(
  store: Store,
  bounds: Config['events'],
  receivers: readonly string[],
  lost: (dropped: readonly Dropped[], occurrences: readonly Occurrence[]) => void,
): { readonly stop: () => void } {
  const prune = () => {
    const dropped = store.prune(
      { maxAgeSeconds: bounds.max_age, maxEvents: bounds.max_count, maxBytes: bounds.max_size },
      receivers,
    );
    if (dropped.length > 0) lost(dropped, dropped.map(occurrenceOf));
  };
  prune();
  const timer = setInterval(prune, EVERY_MS);
  return { stop: () => clearInterval(timer) };
}

function occurrenceOf({ receiver, count, from, to }: Dropped): Occurrence {
  return {
    definition: agentOccurrences.dropped,
    subject: receiver,
    message: `${count} events never reached ${receiver}: the store had to drop those between ${from} and ${to}`,
    details: { count, from, to },
  };
}

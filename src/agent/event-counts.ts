import type { CloudEvent } from '../core/event.ts';
import { type Family, pointSet } from '../core/metric.ts';
import type { Dropped, Store } from '../store/store.ts';
import { agentMetrics } from './about.ts';

/** Counts of what was recorded and of what was lost. */
export type EventCounts = {
  readonly recorded: (events: readonly CloudEvent[]) => void;
  readonly dropped: (dropped: readonly Dropped[]) => void;
  readonly families: () => readonly Family[];
};

export function createEventCounts(store: Store, receivers: readonly string[]): EventCounts {
  const byType = new Map<string, { readonly labels: readonly string[]; count: number }>();
  const lost = new Map(receivers.map((receiver) => [receiver, 0]));
  return {
    recorded: (events) => {
      for (const { type, severity } of events) {
        const key = `${type} ${severity}`;
        const entry = byType.get(key);
        if (entry === undefined) byType.set(key, { labels: [type, severity], count: 1 });
        else entry.count += 1;
      }
    },
    dropped: (dropped) => {
      for (const { receiver, count } of dropped) lost.set(receiver, (lost.get(receiver) ?? 0) + count);
    },
    families: () => {
      const points = pointSet();
      for (const { labels, count } of byType.values()) points.add(agentMetrics.events, labels, count);
      for (const [receiver, count] of lost) points.add(agentMetrics.dropped, [receiver], count);
      const { count, bytes } = store.extent();
      points.add(agentMetrics.stored, [], count);
      points.add(agentMetrics.storeBytes, [], bytes);
      return points.families();
    },
  };
}

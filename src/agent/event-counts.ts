import type { CloudEvent } from '../core/event.ts';
import { type Family, pointSet } from '../core/metric.ts';
import type { Dropped, Store } from '../store/store.ts';
import { agentMetrics } from './about.ts';

/** Counts of what was recorded and of what was lost. */
export type EventCounts = {
  readonly recorded: (events: readonly CloudEvent[]) => void;
  readonly dropped: (dropped: readonly Dropped[]) => void;
  /** @param receivers those that can lose something; their count begins at 0 */
  readonly families: (receivers: readonly string[]) => readonly Family[];
};

export function createEventCounts(store: Pick<Store, 'extent'>): EventCounts {
  const byType = new Map<string, { readonly labels: readonly string[]; count: number }>();
  const lost = new Map<string, number>();
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
    families: (receivers) => {
      const points = pointSet();
      for (const { labels, count } of byType.values()) points.add(agentMetrics.events, labels, count);
      for (const receiver of new Set([...receivers, ...lost.keys()])) {
        points.add(agentMetrics.dropped, [receiver], lost.get(receiver) ?? 0);
      }
      const { count, unwritten, bytes } = store.extent();
      points.add(agentMetrics.stored, [], count);
      points.add(agentMetrics.unwritten, [], unwritten);
      points.add(agentMetrics.storeBytes, [], bytes);
      return points.families();
    },
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { CloudEvent } from '../core/event.ts';
import { eventReads } from './event-rows.ts';
import { openForReading } from './open-for-reading.ts';
import { guard } from './store-error.ts';

export type ReadEventsOptions = {
  /** The database's path. */
  readonly path: string;
  /** Only events at or after this time, in milliseconds since 1970. */
  readonly since?: number;
  /** Go on with new events, whatever their time, until the signal is aborted. */
  readonly follow?: boolean;
  readonly signal: AbortSignal;
};

/** How many events are read at a time: what is in memory stays small, and no read keeps the log from being cleared. */
const BATCH = 500;
/** How often a follower asks whether the database has changed. */
const POLL_MILLISECONDS = 200;

/**
 * The events of a store in log order, from beside the agent that writes it. Ends when the signal is aborted.
 * @throws StoreError when there is no store, when it can't be read, or when it was replaced while being followed
 */
export async function* readEvents({ path, since, follow, signal }: ReadEventsOptions): AsyncGenerator<CloudEvent> {
  const source = openForReading(path);
  try {
    const { after, afterAndSince } = eventReads(source.database);
    const read = guard(path, (from: number, time: number | undefined) =>
      time === undefined ? after(from, BATCH) : afterAndSince(from, time, BATCH),
    );
    let sequence = 0;
    let time = since;
    while (!signal.aborted) {
      // Both are asked before the events are read: what is written meanwhile is then read once more, and not skipped.
      const version = follow ? source.version() : 0;
      const last = follow ? source.last() : 0;
      const events = read(sequence, time);
      for (const event of events) {
        yield event;
        if (signal.aborted) return;
        sequence = Number(event.sequence);
      }
      if (events.length === BATCH) continue;
      if (!follow) return;
      time = undefined;
      sequence = Math.max(sequence, last);
      if (!(await changed(source, version, signal))) return;
    }
  } finally {
    source.close();
  }
}

/** Waits until somebody has written; `false` when the signal ended the wait. */
async function changed(source: { version: () => number }, version: number, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if (source.version() !== version) return true;
    await sleep(POLL_MILLISECONDS, undefined, { signal }).catch(() => {});
  }
  return false;
}

import type { CollectRequest, Reader } from '../collectors/collector.ts';
import type { Occurrence } from '../core/definition.ts';
import { HostError } from '../core/errors.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { LinkNotice } from '../host/host.ts';
import { createPace } from './pace.ts';
import { readOnce } from './read-once.ts';

export type LoopSettings = { readonly intervalMs: number; readonly deadlineMs: number };

export type LoopListener = {
  readonly snapshot: (snapshot: Snapshot) => void;
  readonly occurred: (occurrence: Occurrence) => void;
};

/** A collector that reads by itself: at every interval, and at once when the kernel or a daemon says that something changed. */
export type CollectorLoop = {
  readonly name: string;
  /** Polls that fell due while a reading was still going on. */
  readonly skipped: () => number;
  /** Reads soon, as after a notification that names nothing: what it compares has changed. */
  readonly readSoon: () => void;
  /** A reading of everything that begins after this was asked for; the listener was told of it before. Rejects when stopped. */
  readonly readNow: () => Promise<Snapshot>;
  /** Settles when no reading is going on any more. */
  readonly stop: () => Promise<void>;
};

/** Readings caused by notifications: a burst at once, then so many a second, each for all that was announced meanwhile. */
const BURST = 20;
const PER_SECOND = 50;

/** @param others what the collectors that this one compares have found by now */
export function startLoop(
  name: string,
  reader: Reader,
  settings: LoopSettings,
  listener: LoopListener,
  others: () => NonNullable<CollectRequest['others']> = () => new Map(),
): CollectorLoop {
  const stopping = new AbortController();
  const pace = createPace(BURST, PER_SECOND);
  const pending = new Map<string, LinkNotice>();
  let pollDue = true;
  let lastWasPoll = true;
  let polledAt = performance.now();
  let skipped = 0;
  let reading: Promise<void> | undefined;
  let waiting: NodeJS.Timeout | undefined;
  let turn = false;
  let asking: PromiseWithResolvers<Snapshot>[] = [];

  const read = async (changed: readonly LinkNotice[] | undefined) => {
    lastWasPoll = changed === undefined;
    if (lastWasPoll) polledAt = performance.now();
    const asked = lastWasPoll ? asking : [];
    if (lastWasPoll) asking = [];
    const snapshot = await readOnce(name, reader, changed, settings.deadlineMs, polledAt, stopping.signal, others());
    if (!stopping.signal.aborted) listener.snapshot(snapshot);
    for (const { resolve } of asked) resolve(snapshot);
  };

  const begin = (changed: readonly LinkNotice[] | undefined) => {
    reading = read(changed).finally(() => {
      reading = undefined;
      next();
    });
  };

  /** Announced objects go before a poll that is due, but not twice in a row: a storm must not keep the poll waiting. */
  const next = () => {
    if (reading !== undefined || stopping.signal.aborted) return;
    if (pollDue && (pending.size === 0 || waiting !== undefined || !lastWasPoll)) {
      pollDue = false;
      begin(undefined);
    } else if (pending.size > 0 && hasTurn()) {
      turn = false;
      const changed = [...pending.values()];
      pending.clear();
      begin(changed);
    }
  };

  const hasTurn = (): boolean => {
    if (turn || waiting !== undefined) return turn;
    const pause = pace.take(performance.now());
    if (pause === 0) return true;
    waiting = setTimeout(() => {
      waiting = undefined;
      turn = true;
      next();
    }, pause);
    return false;
  };

  const announced = (notice: LinkNotice) => {
    pending.set(`${notice.netns}\0${notice.interface ?? ''}`, notice);
    // Later in this turn, so that announcements that came together are read together.
    queueMicrotask(next);
  };
  reader.watch?.({ changed: announced, occurred: listener.occurred }, stopping.signal);

  const timer = setInterval(() => {
    if (reading !== undefined && pollDue) skipped += 1;
    pollDue = true;
    next();
  }, settings.intervalMs);
  next();

  return {
    name,
    skipped: () => skipped,
    readSoon: () => announced({ netns: '' }),
    readNow: () => {
      if (stopping.signal.aborted) return Promise.reject(new HostError('ended', name, 'stopped'));
      const asked = Promise.withResolvers<Snapshot>();
      asking.push(asked);
      pollDue = true;
      next();
      return asked.promise;
    },
    stop: async () => {
      clearInterval(timer);
      clearTimeout(waiting);
      stopping.abort();
      for (const { reject } of asking) reject(new HostError('ended', name, 'stopped'));
      asking = [];
      await reading;
    },
  };
}

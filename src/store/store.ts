import type { CloudEvent, EventDraft } from '../core/event.ts';
import type { States } from '../core/state.ts';

/**
 * What must outlive the agent: the numbered events, the last known states, and how far each receiver has got.
 *
 * What a call has written outlives the process, also when it is killed. While the database can't be written (a full
 * disk), changes are kept in memory in their order, are seen by every reading call, and are written as soon as that
 * works again: writing calls never throw for it. Reading calls throw a StoreError when the database can't be read.
 */
export type Store = {
  /**
   * Numbers and keeps events, and replaces the collector's known states, in one transaction: after a crash either both
   * are there or neither. Returns the events as they will be published.
   */
  readonly record: (entry: RecordEntry) => readonly CloudEvent[];
  /** The last states recorded for a collector, also by an earlier run; `undefined` when there are none of these boots. */
  readonly knownStates: (collector: string, boots: Boots) => States | undefined;
  /** Events behind `sequence`, oldest first, at most `limit`. */
  readonly eventsAfter: (sequence: number, limit: number) => readonly CloudEvent[];
  /** Events at or after a time (milliseconds since 1970), oldest first, at most the newest `limit`. */
  readonly eventsSince: (time: number, limit: number) => readonly CloudEvent[];
  readonly extent: () => StoreExtent;
  /** How far a receiver has confirmed; 0 when it never did. */
  readonly cursor: (receiver: string) => number;
  /** Never moves backwards. */
  readonly moveCursor: (receiver: string, sequence: number) => void;
  /** How many events are kept that a receiver has not confirmed. */
  readonly pending: (receiver: string) => number;
  /** A receiver's own notes (such as the retained topics it has set), by key. */
  readonly notes: (receiver: string) => ReadonlyMap<string, string>;
  /** `undefined` deletes the note. */
  readonly note: (receiver: string, key: string, value: string | undefined) => void;
  /** Deletes events beyond the bounds; says how many of them each named receiver had not confirmed. */
  readonly prune: (bounds: StoreBounds, receivers: readonly string[]) => readonly Dropped[];
  readonly close: () => void;
};

/** Whether states of an earlier boot of the kernel still mean something (the kernel's version does, a device's state does not). */
export type Boots = 'this boot' | 'any boot';

export type RecordEntry = {
  readonly events: readonly EventDraft[];
  /** Left out when no state changed. */
  readonly states?: { readonly collector: string; readonly before: States; readonly after: States };
};

export type StoreExtent = {
  /** First and last sequence still kept; both 0 when there is none. */
  readonly first: number;
  readonly last: number;
  /** Events kept, the unwritten ones included. */
  readonly count: number;
  /** Events that are in memory only, because the database can't be written now. */
  readonly unwritten: number;
  /** Size of the database file. */
  readonly bytes: number;
};

export type StoreBounds = {
  readonly maxAgeSeconds: number;
  readonly maxEvents: number;
  readonly maxBytes: number;
};

/** Events that the bounds forced out before this receiver had them. */
export type Dropped = { readonly receiver: string; readonly count: number; readonly from: number; readonly to: number };

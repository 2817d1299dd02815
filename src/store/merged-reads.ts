import type { EventDatabase } from './event-database.ts';
import type { Store } from './store.ts';
import type { Unwritten } from './unwritten.ts';

export type MergedReads = Pick<
  Store,
  'knownStates' | 'eventsAfter' | 'eventsSince' | 'extent' | 'cursor' | 'pending' | 'notes'
>;

/** The database and what is not in it yet, read as one. Unwritten events are always newer than written ones. */
export function mergedReads(database: EventDatabase, unwritten: Unwritten): MergedReads {
  const { events } = unwritten;
  const cursor = (receiver: string) => Math.max(unwritten.cursors.get(receiver) ?? 0, database.cursor(receiver));
  return {
    knownStates: (collector, boots) => unwritten.states.get(collector)?.after ?? database.knownStates(collector, boots),
    eventsAfter: (sequence, limit) => {
      const written = database.after(sequence, limit);
      if (events.length === 0 || written.length === limit) return written;
      return [...written, ...events.filter((event) => Number(event.sequence) > sequence)].slice(0, limit);
    },
    eventsSince: (time, limit) => {
      const written = database.newestSince(time, limit);
      if (events.length === 0) return written;
      return [...written, ...events.filter((event) => Date.parse(event.time) >= time)].slice(-limit);
    },
    extent: () => ({
      first: database.first() || Number(events[0]?.sequence ?? 0),
      last: Number(events.at(-1)?.sequence ?? database.last()),
      count: database.count() + events.length,
      unwritten: events.length,
      bytes: database.bytes(),
    }),
    cursor,
    pending: (receiver) => {
      const confirmed = cursor(receiver);
      const waiting = events.filter((event) => Number(event.sequence) > confirmed).length;
      return waiting + (confirmed >= database.last() ? 0 : database.countAfter(confirmed));
    },
    notes: (receiver) => {
      const notes = new Map(database.notes(receiver));
      for (const [key, value] of unwritten.notes.get(receiver) ?? []) {
        if (value === undefined) notes.delete(key);
        else notes.set(key, value);
      }
      return notes;
    },
  };
}

import type { CloudEvent } from '../core/event.ts';
import type { StateChange } from './state-rows.ts';
import type { RecordEntry } from './store.ts';

/** Events that left memory before they could be written. */
export type Overflow = { readonly from: number; readonly to: number };

/** Changes on their way into the database, in their order. They are here for one call only, unless writing fails. */
export type Unwritten = {
  readonly events: CloudEvent[];
  readonly states: Map<string, StateChange>;
  readonly cursors: Map<string, number>;
  readonly notes: Map<string, Map<string, string | undefined>>;
  readonly isEmpty: () => boolean;
  readonly addStates: (states: NonNullable<RecordEntry['states']>) => void;
  readonly addCursor: (receiver: string, sequence: number) => void;
  readonly addNote: (receiver: string, key: string, value: string | undefined) => void;
  /** Lets the oldest events go when there are more than `most`, and says which. */
  readonly trim: (most: number) => Overflow | undefined;
  readonly clear: () => void;
};

export function createUnwritten(): Unwritten {
  const events: CloudEvent[] = [];
  const states = new Map<string, StateChange>();
  const cursors = new Map<string, number>();
  const notes = new Map<string, Map<string, string | undefined>>();
  return {
    events,
    states,
    cursors,
    notes,
    isEmpty: () => events.length === 0 && states.size === 0 && cursors.size === 0 && notes.size === 0,
    addStates: ({ collector, before, after }) => {
      states.set(collector, { before: states.get(collector)?.before ?? before, after });
    },
    addCursor: (receiver, sequence) => {
      cursors.set(receiver, Math.max(sequence, cursors.get(receiver) ?? 0));
    },
    addNote: (receiver, key, value) => {
      const kept = notes.get(receiver) ?? new Map<string, string | undefined>();
      notes.set(receiver, kept.set(key, value));
    },
    trim: (most) => {
      const gone = events.splice(0, Math.max(0, events.length - most));
      const [first] = gone;
      const last = gone.at(-1);
      return first && last && { from: Number(first.sequence), to: Number(last.sequence) };
    },
    clear: () => {
      events.length = 0;
      states.clear();
      cursors.clear();
      notes.clear();
    },
  };
}

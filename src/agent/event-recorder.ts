import type { KindDefinition, Occurrence } from '../core/definition.ts';
import { diffStates } from '../core/diff.ts';
import type { CloudEvent, EventDraft } from '../core/event.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { State, States } from '../core/state.ts';
import type { RecordEntry, Store } from '../store/store.ts';
import { createChains } from './chains.ts';

/** Turns readings into events: what differs from the last known states goes into the store first and then to `publish`. */
export type EventRecorder = {
  /** A failed reading says nothing about the host, so it is no event here and the known states stay. */
  readonly snapshot: (snapshot: Snapshot, about: About) => void;
  readonly states: (collector: string, about: About, after: States, time: number) => void;
  readonly occurred: (collector: string, occurrences: readonly Occurrence[]) => void;
  /** Chains that begin meanwhile are caused by what was last told of this collector in this turn. */
  readonly following: (collector: string, work: () => void) => void;
};

/** What must be known of a collector to compare its states. */
export type About = { readonly kinds: readonly KindDefinition[]; readonly outlivesBoot?: true };

/**
 * The first reading of a collector is compared with what an earlier run of the agent knew, so that a change is told that
 * happened while the agent was away. Where nothing was known, it is the beginning and no event; what that beginning could
 * not look for is no event either once it is found.
 */
export function createEventRecorder(store: Store, publish: (events: readonly CloudEvent[]) => void): EventRecorder {
  const known = new Map<string, States>();
  const chains = createChains();
  /** What could not be looked for since the beginning. */
  const unseen = new Map<string, NonNullable<Snapshot['mayRemain']>>();

  const record = (entry: RecordEntry, collector: string): readonly CloudEvent[] => {
    chains.told(collector, undefined);
    if (entry.events.length === 0 && entry.states === undefined) return [];
    const events = store.record(entry);
    chains.told(collector, events[0]);
    if (events.length > 0) publish(events);
    return events;
  };
  /** By itself: the next of its chain has to know its id. */
  const recordChained = (collector: string, one: Occurrence, time: number) => {
    const draft = draftOf(collector, one, time);
    const [event] = store.record({ events: [{ ...draft, ...chains.links(one.chain) }] });
    if (event === undefined) return;
    chains.add(one.chain, event);
    publish([event]);
  };

  const states = (
    collector: string,
    { kinds, outlivesBoot }: About,
    read: States,
    time: number,
    {
      between = [],
      occurrences = [],
      mayRemain,
    }: Partial<Pick<Snapshot, 'between' | 'occurrences' | 'mayRemain'>> = {},
  ) => {
    const earlier =
      known.get(collector) ?? store.knownStates(collector, outlivesBoot === true ? 'any boot' : 'this boot');
    const whole = (some: States) =>
      mayRemain === undefined || earlier === undefined ? some : withRemaining(earlier, some, mayRemain);
    const after = whole(read);
    known.set(collector, after);
    const wasUnseen = unseen.get(collector);
    if (mayRemain === undefined) unseen.delete(collector);
    else if (earlier === undefined || wasUnseen !== undefined) unseen.set(collector, mayRemain);
    const found = (some: States) => (wasUnseen === undefined ? some : withRemaining(after, some, wasUnseen));
    const readings = earlier === undefined ? [] : [earlier, ...between.map(whole), after].map(found);
    const changes = diffAlong(collector, kinds, readings, time);
    const [chained, others] = partition(occurrences);
    const events = [...changes, ...others.map((one) => draftOf(collector, one, time))];
    const before = earlier ?? new Map();
    const isKnown = earlier !== undefined && isSame(before, after);
    record(isKnown ? { events } : { events, states: { collector, before, after } }, collector);
    for (const one of chained) recordChained(collector, one, time);
  };

  return {
    states: (collector, about, after, time) => states(collector, about, after, time),
    snapshot: ({ collector, outcome, states: read, readAt, ...more }, about) => {
      if (outcome !== 'failed') states(collector, about, read, readAt, more);
    },
    occurred: (collector, occurrences) => {
      const time = Date.now();
      const [chained, others] = partition(occurrences);
      if (others.length > 0) record({ events: others.map((one) => draftOf(collector, one, time)) }, collector);
      for (const one of chained) recordChained(collector, one, time);
    },
    following: chains.following,
  };
}

/** The changes from each of these readings to the next. */
function diffAlong(
  collector: string,
  kinds: readonly KindDefinition[],
  readings: readonly States[],
  time: number,
): readonly EventDraft[] {
  return readings.flatMap((after, index) => diffStates(collector, kinds, readings[index - 1] ?? after, after, time));
}

/** What was read, and what was known before and may be there although it could not be read. */
function withRemaining(before: States, read: States, mayRemain: (state: State) => boolean): States {
  const remaining = [...before].filter(([key, state]) => !read.has(key) && mayRemain(state));
  return remaining.length === 0 ? read : new Map([...read, ...remaining]);
}

/** Whether no object came, went or changed: those that did not are the same objects as before. */
function isSame(before: States, after: States): boolean {
  if (before === after) return true;
  if (before.size !== after.size) return false;
  for (const [key, state] of after) if (before.get(key) !== state) return false;
  return true;
}

/** Those with a chain, and the others. */
function partition(occurrences: readonly Occurrence[]): readonly [readonly Occurrence[], readonly Occurrence[]] {
  return [
    occurrences.filter(({ chain }) => chain !== undefined),
    occurrences.filter(({ chain }) => chain === undefined),
  ];
}

function draftOf(collector: string, occurrence: Occurrence, time: number): EventDraft {
  const { definition, subject, message, severity, details } = occurrence;
  return {
    type: `netsteward.${collector}.${definition.what}`,
    subject,
    severity: severity ?? definition.severity,
    time,
    data: details === undefined ? { message } : { message, details },
  };
}

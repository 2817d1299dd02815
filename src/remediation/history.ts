import type { PastDeed, Plan } from '../actions/action.ts';
import type { EntryOf, Written } from './journal/entry.ts';
import type { Setting, Step } from './step.ts';
import { openStep } from './steps/catalogue.ts';
import { type Trigger, triggerKey } from './trigger.ts';

/** A deed: a decision that has touched the host, or may have. Times in milliseconds since 1970. */
export type Deed = {
  readonly id: string;
  readonly action: string;
  readonly object: string;
  readonly holds: readonly string[];
  /** `triggerKey` of who asked for it. */
  readonly key: string;
  readonly at: number;
  readonly settings: readonly Setting[];
  /** What would take it back, as its plan said. */
  readonly undo: readonly Step[];
  /** Nothing while it is going on. */
  readonly end: { readonly at: number; readonly outcome: EntryOf<'closed'>['outcome'] } | undefined;
};

/** A decision that waits for a person. */
export type Waiting = {
  readonly id: string;
  readonly action: string;
  readonly object: string;
  readonly trigger: Trigger;
  readonly plan: Plan;
  readonly evidence: EntryOf<'intent'>['evidence'];
  readonly at: number;
};

/**
 * What the journal's entries come to: all that guards and recovery have to know of the past. Grows with `add` and forgets
 * deeds that are older than any guard looks.
 */
export type History = {
  readonly add: (written: Written) => void;
  /** Deeds of the last 30 days, oldest first. */
  readonly deeds: () => readonly Deed[];
  /** Deeds that were begun and not closed, with all that is needed to go on with them. */
  readonly open: () => readonly EntryOf<'intent'>[];
  readonly waiting: () => readonly Waiting[];
  /** Whether a person has turned it down, or has not answered yet, when this asked for it before. */
  readonly isBeforePerson: (action: string, key: string) => boolean;
  /** Why nothing more is done until a person resumes; nothing when nothing is latched. */
  readonly latched: () => string | undefined;
  /** Deeds in a row for this object that did not help, since the last that did or since a person resumed. */
  readonly failures: (action: string, object: string) => number;
  /** Objects for which an action has failed at least so often in a row. */
  readonly escalated: (action: string, attempts: number) => readonly string[];
  /** Deeds for one asking: an alert that does not go away is answered only so often. */
  readonly attempts: (action: string, object: string, key: string) => number;
  /** How often somebody has changed what an action had set, since a person resumed. */
  readonly reverts: (setting: string) => number;
  /** Settings that were changed back at least so often. */
  readonly contested: (times: number) => readonly string[];
  /** What the last deed that helped has left in each setting, as long as nobody was seen to have changed it. */
  readonly left: () => readonly Left[];
};

/** A setting as a deed has left it, and the step that did. */
export type Left = { readonly id: string; readonly setting: Setting; readonly step: Step; readonly at: number };

const KEPT_MS = 30 * 86_400_000;

type Failures = { readonly action: string; readonly object: string; count: number };

export function createHistory(earlier: readonly Written[]): History {
  const deeds = new Map<string, Deed>();
  const open = new Map<string, EntryOf<'intent'>>();
  const waiting = new Map<string, Waiting>();
  const failures = new Map<string, Failures>();
  const reverts = new Map<string, { readonly object: string; count: number }>();
  const left = new Map<string, Left>();
  /** When a person has said no, by the action and who asked. */
  const rejected = new Map<string, number>();
  let latched: string | undefined;

  const forget = (now: number) => {
    for (const [id, { at, end }] of deeds) {
      if (end === undefined || at > now - KEPT_MS) return;
      deeds.delete(id);
    }
  };

  const answered = (at: number, { id, answer }: EntryOf<'answered'>) => {
    if (answer === 'approved') return;
    const one = waiting.get(id);
    waiting.delete(id);
    if (one === undefined || answer !== 'rejected') return;
    for (const [place, since] of rejected) if (since < at - KEPT_MS) rejected.delete(place);
    rejected.set(askedBy(one.action, triggerKey(one.trigger)), at);
  };

  const decided = (at: number, entry: EntryOf<'decided'>) => {
    const { id, action, object, trigger, plan, evidence } = entry;
    if (entry.outcome !== 'waiting' || plan === undefined || evidence === undefined) return;
    waiting.set(id, { id, action, object, trigger, plan, evidence, at });
  };

  const begun = (at: number, entry: EntryOf<'intent'>) => {
    const { id, action, object, holds, trigger, settings, plan } = entry;
    waiting.delete(id);
    open.set(id, entry);
    const key = triggerKey(trigger);
    deeds.set(id, { id, action, object, holds, key, at, settings, undo: plan.undo, end: undefined });
  };

  const ended = (at: number, { id, outcome }: EntryOf<'closed'>) => {
    const intent = open.get(id);
    open.delete(id);
    const deed = deeds.get(id);
    if (deed === undefined) return;
    deeds.set(id, { ...deed, end: { at, outcome } });
    const place = placeOf(deed.action, deed.object);
    if (outcome === 'done') {
      failures.delete(place);
      for (const one of leftBy(intent)) left.set(one.setting.name, { ...one, id, at });
    } else {
      const before = failures.get(place);
      failures.set(place, { action: deed.action, object: deed.object, count: (before?.count ?? 0) + 1 });
      // What a deed without proof has left is nothing to insist on.
      if (outcome !== 'failed') for (const { name } of deed.settings) left.delete(name);
    }
  };

  const resumed = (object: string | undefined) => {
    if (object === undefined) latched = undefined;
    for (const [key, one] of failures) if (object === undefined || one.object === object) failures.delete(key);
    for (const [key, one] of reverts) if (object === undefined || one.object === object) reverts.delete(key);
  };

  const add = ({ at, entry }: Written) => {
    if (entry.what === 'decided') decided(at, entry);
    else if (entry.what === 'answered') answered(at, entry);
    else if (entry.what === 'intent') begun(at, entry);
    else if (entry.what === 'closed') ended(at, entry);
    else if (entry.what === 'latched') latched = entry.words;
    else if (entry.what === 'resumed') resumed(entry.object);
    else if (entry.what === 'reverted') {
      const object = deeds.get(entry.id)?.object ?? '';
      reverts.set(entry.setting, { object, count: (reverts.get(entry.setting)?.count ?? 0) + 1 });
      left.delete(entry.setting);
    }
    forget(at);
  };
  for (const one of earlier) add(one);

  return {
    add,
    deeds: () => [...deeds.values()],
    open: () => [...open.values()],
    waiting: () => [...waiting.values()],
    isBeforePerson: (action, key) =>
      rejected.has(askedBy(action, key)) ||
      [...waiting.values()].some((one) => one.action === action && triggerKey(one.trigger) === key),
    latched: () => latched,
    failures: (action, object) => failures.get(placeOf(action, object))?.count ?? 0,
    escalated: (action, attempts) =>
      [...failures.values()].flatMap((one) => (one.action === action && one.count >= attempts ? one.object : [])),
    attempts: (action, object, key) => {
      const fits = (deed: Deed) => deed.action === action && deed.object === object && deed.key === key;
      return [...deeds.values()].filter(fits).length;
    },
    reverts: (setting) => reverts.get(setting)?.count ?? 0,
    contested: (times) => [...reverts].flatMap(([setting, { count }]) => (count >= times ? setting : [])),
    left: () => [...left.values()],
  };
}

/** What an action has done before, as its plans are told. */
export function pastDeeds(history: Pick<History, 'deeds'>, action: string): readonly PastDeed[] {
  return history.deeds().flatMap(({ action: whose, at, object, settings, undo, end }) => {
    return whose === action ? [{ at, object, outcome: end?.outcome ?? 'begun', settings, undo }] : [];
  });
}

/** Steps of kinds that there are no more have left nothing that could be looked at. */
function leftBy(intent: EntryOf<'intent'> | undefined): readonly Pick<Left, 'setting' | 'step'>[] {
  return (intent?.plan.steps ?? []).flatMap((step) => {
    try {
      const { setting } = openStep(step);
      return setting === undefined ? [] : { setting, step };
    } catch {
      return [];
    }
  });
}

function askedBy(action: string, key: string): string {
  return `${action} ${key}`;
}

function placeOf(action: string, object: string): string {
  return `${action} ${object}`;
}

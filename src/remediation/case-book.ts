import type { Decision } from './pipeline/decide.ts';
import { type Trigger, triggerKey } from './trigger.ts';

/** One asking that lasts: an alert that fires, for one action. */
export type Case = {
  readonly key: string;
  readonly action: string;
  readonly trigger: Trigger;
};

/** Which askings are to be considered when. Times in milliseconds since 1970. */
export type CaseBook = {
  /** Replaces the cases: those that are new are due at once. Gives those that have ended. */
  readonly replace: (cases: readonly Case[]) => readonly Case[];
  /** Those that are due and not being considered; they are from now on. */
  readonly take: (now: number) => readonly Case[];
  /** A case was considered. Whether this decision differs from the one before, and so has to be recorded. */
  readonly considered: (one: Case, decision: Decision, now: number) => boolean;
  /** A case could not be considered to its end: it is tried again later, and is news then. */
  readonly postpone: (one: Case, now: number) => void;
  /** Makes cases due, as something that guards look at has changed; those that were just answered take their time. */
  readonly hurry: (now: number) => void;
  /** What was decided about it last counts no longer: the next decision is news. */
  readonly forget: (key: string) => void;
};

export function caseKey(action: string, trigger: Trigger): string {
  return `${action} ${triggerKey(trigger)}`;
}

type Entry = { readonly one: Case; due: number; pause: number; sign: string; isTaken: boolean; isAnswered: boolean };

const FIRST_MS = 2_000;
const MOST_MS = 60_000;

export function createCaseBook(): CaseBook {
  const entries = new Map<string, Entry>();

  return {
    replace: (cases) => {
      const wanted = new Map(cases.map((one) => [one.key, one]));
      const ended: Case[] = [];
      for (const [key, { one }] of entries) {
        if (wanted.has(key)) continue;
        entries.delete(key);
        ended.push(one);
      }
      for (const [key, one] of wanted) {
        if (!entries.has(key))
          entries.set(key, { one, due: 0, pause: FIRST_MS, sign: '', isTaken: false, isAnswered: false });
      }
      return ended;
    },
    take: (now) => {
      const due = [...entries.values()].filter((entry) => !entry.isTaken && entry.due <= now);
      for (const entry of due) entry.isTaken = true;
      return due.map(({ one }) => one);
    },
    considered: ({ key }, decision, now) => {
      const entry = entries.get(key);
      const sign = signOf(decision);
      if (entry === undefined) return true;
      const isNews = entry.sign !== sign;
      entry.sign = sign;
      entry.isTaken = false;
      // What stays as it is gets looked at more and more rarely; a guard that says until when is asked again then.
      entry.pause = isNews ? FIRST_MS : Math.min(entry.pause * 2, MOST_MS);
      entry.isAnswered = decision.outcome === 'begun';
      if (entry.isAnswered) {
        // An alert that was answered takes its time to end.
        entry.due = now + MOST_MS;
        return isNews;
      }
      const until = Math.min(...decision.verdicts.flatMap((verdict) => verdict.until ?? []));
      entry.due = Number.isFinite(until) ? Math.max(now + FIRST_MS, until) : now + entry.pause;
      return isNews;
    },
    postpone: ({ key }, now) => {
      const entry = entries.get(key);
      if (entry === undefined) return;
      entry.isTaken = false;
      entry.sign = '';
      entry.due = now + MOST_MS;
    },
    hurry: (now) => {
      for (const entry of entries.values()) if (!entry.isAnswered) entry.due = Math.min(entry.due, now);
    },
    forget: (key) => {
      const entry = entries.get(key);
      if (entry !== undefined) entry.sign = '';
    },
  };
}

/** Two decisions with the same sign tell a person the same. Figures in words differ with every look. */
function signOf({ outcome, verdicts, words }: Decision): string {
  const against = verdicts.flatMap(({ guard, says }) => (says === 'no' ? guard : []));
  const isUnplanned = against.includes('plan');
  return [outcome, ...against, ...(isUnplanned ? [words.replaceAll(/\d+/g, '#')] : [])].join(' ');
}

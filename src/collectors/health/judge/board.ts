import type { Occurrence } from '../../../core/definition.ts';
import { type State, sameState } from '../../../core/state.ts';
import type { CheckReport, CheckTransition } from '../../../host/checks.ts';
import type { PlannedPool } from '../plan/planned.ts';
import { memberState } from '../tell/states.ts';
import { tellFlapped } from './between-readings.ts';
import type { FlapSettings } from './flips.ts';
import {
  calmed,
  changed,
  forgotten,
  type Member,
  newMember,
  replanned,
  reported,
  type Standing,
  standingOf,
} from './member.ts';

/** A member with what is shown of it: nothing while an earlier run may know more. */
export type Entry = {
  readonly member: Member;
  readonly standing: Standing | undefined;
  readonly state: State | undefined;
  /** As it was when that state was made. */
  readonly shown: Member | undefined;
};

/** Where all members stand. */
export type Board = {
  /** @param areNew whether members that are not on the board came while the agent was running */
  readonly plan: (pools: Iterable<PlannedPool>, areNew: boolean) => void;
  /** Gives what the states alone will not show. */
  readonly take: (transitions: readonly CheckTransition[]) => readonly Occurrence[];
  readonly report: (targets: CheckReport['targets']) => void;
  /** The checker has forgotten what it knew. */
  readonly forget: () => void;
  /** Brings what is shown up to this moment. */
  readonly refresh: () => void;
  /** By subject, in the order of the plan. */
  readonly entries: () => ReadonlyMap<string, Entry>;
};

const unseen = { standing: undefined, state: undefined, shown: undefined } as const;

/** How members are judged; the time in seconds. */
export type BoardSettings = { readonly flapping: FlapSettings; readonly certificate_warning: number };

/** @param clock milliseconds that never go backwards */
export function createBoard({ flapping, certificate_warning }: BoardSettings, clock: () => number): Board {
  let entries = new Map<string, Entry>();

  const change = (entry: Entry, member: Member) => {
    if (member !== entry.member) entries.set(member.plan.subject, { ...entry, member });
  };

  return {
    plan: (pools, areNew) => {
      const now = clock();
      const next = new Map<string, Entry>();
      for (const { members } of pools) {
        for (const plan of members) {
          const entry = entries.get(plan.subject);
          const member = entry === undefined ? newMember(plan, now, areNew) : replanned(entry.member, plan, now);
          next.set(plan.subject, { ...(entry ?? unseen), member });
        }
      }
      entries = next;
    },

    take: (transitions) => {
      const now = clock();
      const occurrences: Occurrence[] = [];
      for (const [key, own] of Map.groupBy(transitions, (transition) => transition.key)) {
        const entry = entries.get(key);
        if (entry === undefined) continue;
        const after = own.reduce((member, one) => changed(member, one, now, flapping), entry.member);
        occurrences.push(...tellFlapped(entry.member, after, own));
        change(entry, after);
      }
      return occurrences;
    },

    report: (targets) => {
      const now = clock();
      for (const [key, report] of targets) {
        const entry = entries.get(key);
        if (entry !== undefined) change(entry, reported(entry.member, report, now, flapping));
      }
    },

    forget: () => {
      const now = clock();
      for (const entry of entries.values()) change(entry, forgotten(entry.member, now));
    },

    refresh: () => {
      const now = clock();
      const expiresBefore = Date.now() + certificate_warning * 1000;
      for (const [subject, entry] of entries) {
        const member = calmed(entry.member, now, flapping);
        const standing = standingOf(member, now);
        if (member === entry.shown && standing === entry.standing) continue;
        const state = saysTheSame(entry, member, standing) ? entry.state : drawn(member, standing, expiresBefore);
        const old = entry.state;
        const isSame = state !== undefined && old !== undefined && sameState(old, state);
        entries.set(subject, { member, standing, state: isSame ? old : state, shown: member });
      }
    },

    entries: () => entries,
  };
}

function drawn(member: Member, standing: Standing | undefined, expiresBefore: number): State | undefined {
  return standing === undefined ? undefined : memberState(member, standing, expiresBefore);
}

/** Whether the state of a member can't be another one: most reports tell new counts only. */
function saysTheSame({ shown, standing: before }: Entry, member: Member, standing: Standing | undefined): boolean {
  if (shown === undefined || standing !== before) return false;
  const hasCertificate = (member.report?.certificateExpires ?? shown.report?.certificateExpires) !== undefined;
  return shown.plan === member.plan && !hasCertificate;
}

import type { CheckedState, CheckReason, CheckResult, CheckTransition, TargetReport } from '../../../host/checks.ts';
import type { PlannedMember } from '../plan/planned.ts';
import { type FlapSettings, type Flips, flipped, released, steady } from './flips.ts';

/** What the checks say about a member, and why. */
export type Verdict = {
  readonly state: CheckedState;
  readonly reason: CheckReason | undefined;
  /** What the check that decided found, for a person. */
  readonly detail: string | undefined;
  /** The last checks before and with that one, oldest first. */
  readonly last: readonly CheckResult[];
};

/** What is remembered of a member between readings. Times are milliseconds of a clock that never goes backwards. */
export type Member = {
  readonly plan: PlannedMember;
  /** Shared by all its points. */
  readonly labels: readonly string[];
  /** Since when the checks have not decided; `undefined` when they have. */
  readonly undecidedSince: number | undefined;
  /** As decided last; stays while it is to be decided again. */
  readonly verdict: Verdict | undefined;
  readonly flips: Flips;
  readonly report: TargetReport | undefined;
};

/** @param isNew whether it came while the agent was running, so that no earlier run knew it */
export function newMember(plan: PlannedMember, now: number, isNew: boolean): Member {
  return {
    plan,
    labels: [plan.pool, plan.name],
    undecidedSince: now,
    verdict: isNew ? notYet : undefined,
    flips: steady,
    report: undefined,
  };
}

const notYet: Verdict = { state: 'UNKNOWN', reason: undefined, detail: undefined, last: [] };

/** The member under a new plan. One that is checked in another way is decided again, and stands as it did until then. */
export function replanned(member: Member, plan: PlannedMember, now: number): Member {
  const wasChecked = isChecked(member.plan);
  if (plan.signature === member.plan.signature && isChecked(plan) === wasChecked) return { ...member, plan };
  return { ...member, plan, undecidedSince: now, verdict: wasChecked ? member.verdict : notYet, report: undefined };
}

export function isChecked({ adminState }: PlannedMember): boolean {
  return adminState !== 'disabled';
}

/** The member once the checks have come to a verdict: also that there is none. */
export function decided(member: Member, verdict: Verdict, now: number, settings: FlapSettings): Member {
  const { state } = verdict;
  const flips = state === 'UNKNOWN' ? member.flips : flipped(member.flips, state, now, settings);
  return { ...member, verdict, undecidedSince: undefined, flips };
}

/** The member after a transition, of which the next report will tell the same. */
export function changed(member: Member, transition: CheckTransition, now: number, settings: FlapSettings): Member {
  const { to: state, reason, last, at } = transition;
  const latest = last.at(-1);
  const after = decided(member, { state, reason, detail: latest?.detail, last }, now, settings);
  const { report } = member;
  if (report === undefined) return after;
  return { ...after, report: { ...report, state, since: at, last: latest, transitions: report.transitions + 1 } };
}

/** The member when the checker has forgotten what it knew. */
export function forgotten(member: Member, now: number): Member {
  return { ...member, undecidedSince: now };
}

/** The member after a report on it, which also tells what no transition has told. */
export function reported(member: Member, report: TargetReport, now: number, settings: FlapSettings): Member {
  const known = { ...member, report };
  if (report.state === 'UNKNOWN') return known;
  if (member.undecidedSince === undefined && member.verdict?.state === report.state) return known;
  const last = report.last === undefined ? [] : [report.last];
  const { reason, detail } = report.last ?? {};
  return decided(known, { state: report.state, reason, detail, last }, now, settings);
}

/** The member at this moment: one that was calm for long enough is no longer held. */
export function calmed(member: Member, now: number, settings: FlapSettings): Member {
  const flips = released(member.flips, now, settings);
  return flips === member.flips ? member : { ...member, flips };
}

/** Beyond what a first decision takes: the plan has to reach the checker, and answers their listener. */
const SLACK_MS = 2_000;

/** How long the checks may take to decide, from a plan on. */
function patienceFor({ target: { delay, timeout, rise, fall } }: PlannedMember): number {
  // The first check begins anywhere within the delay.
  return delay * Math.max(rise, fall) + timeout + SLACK_MS;
}

/** A member as it is shown. */
export type Standing = Omit<Verdict, 'reason'> & { readonly reason: CheckReason | 'flapping' | 'disabled' | undefined };

const disabled: Standing = { state: 'UNKNOWN', reason: 'disabled', detail: undefined, last: [] };

/**
 * Where a member stands. Nothing as long as it is not decided although it could be soon, and nothing is known of it from
 * before: what an earlier run of the agent knew is then still the best there is.
 */
export function standingOf(member: Member, now: number): Standing | undefined {
  const { plan, verdict, undecidedSince, flips, report } = member;
  if (!isChecked(plan)) return disabled;
  const isLate = undecidedSince !== undefined && now - undecidedSince > patienceFor(plan);
  if (isLate || verdict === notYet) {
    const { verdict: last, reason, detail } = report?.last ?? {};
    return last === 'none' ? { ...notYet, reason, detail } : notYet;
  }
  if (verdict === undefined) return undefined;
  return flips.isHeld ? { ...verdict, state: 'INACTIVE', reason: 'flapping' } : verdict;
}

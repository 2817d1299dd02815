import type { CheckReason, CheckTransition } from '../../checks.ts';
import { type Outcome, verdictOf } from '../kind.ts';
import { said } from '../said.ts';
import type { Histories } from './histories.ts';
import type { Member, Run } from './member.ts';
import { afterCheck } from './standing.ts';
import type { Tallies } from './tallies.ts';
import { believed } from './trust.ts';

export type RecordParts = {
  readonly histories: Histories;
  readonly tallies: Tallies;
  readonly now: () => number;
  readonly lost: () => number;
  readonly transition: (transition: CheckTransition) => void;
};

/** Writes down what a check found, and says so when it decides something. Gives the reason that was believed. */
export function record(parts: RecordParts, member: Member, run: Run, outcome: Outcome): CheckReason {
  const { target } = member;
  const measured = outcome.duration ?? parts.now() - run.began;
  const { reason, detail } = believed(target, outcome, measured, parts.lost() - run.lost);
  const verdict = verdictOf(reason);
  const duration =
    verdict === 'none' || (unmeasured.includes(reason) && outcome.duration === undefined) ? undefined : measured;
  parts.histories.add(
    member.slot,
    run.at,
    reason,
    duration,
    detail === undefined || detail === '' ? undefined : said(detail),
  );
  parts.tallies.add(target.group, reason, duration);
  member.checks += 1;
  if (verdict === 'fail') member.failures += 1;
  if (outcome.certificateExpires !== undefined) member.certificateExpires = outcome.certificateExpires;
  const before = member.standing.state;
  member.standing = afterCheck(member.standing, verdict, target);
  if (member.standing.state !== before) decide(parts, member, run, before, reason);
  return reason;
}

/** These are told by the kernel, but not when they came. */
const unmeasured: readonly CheckReason[] = ['refused', 'unreachable'];

function decide(
  parts: RecordParts,
  member: Member,
  run: Run,
  from: CheckTransition['from'],
  reason: CheckReason,
): void {
  const { slot, standing, target } = member;
  // The clock may have been set since the check began: time goes on from there all the same.
  const at = run.at + (parts.now() - run.began);
  member.since = at;
  member.transitions += 1;
  parts.transition({ key: target.key, at, from, to: standing.state, reason, last: parts.histories.of(slot) });
}

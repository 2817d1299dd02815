import type { Occurrence } from '../../../core/definition.ts';
import type { CheckTransition } from '../../../host/checks.ts';
import { occurrences } from '../tell/kinds.ts';
import { resultText } from '../tell/states.ts';
import type { Member } from './member.ts';

/**
 * What became of a member between two readings and does not show in its states, because it became something else again.
 * Nothing is told of a member that is held: that it comes and goes is known.
 */
export function tellFlapped(
  before: Member,
  after: Member,
  transitions: readonly CheckTransition[],
): readonly Occurrence[] {
  if (after.flips.isHeld || before.verdict === undefined) return [];
  return transitions.slice(0, -1).flatMap(({ to, reason, last }) => {
    if (to === 'UNKNOWN') return [];
    const { subject, pool } = after.plan;
    const because = to === 'ACTIVE' ? '' : `: ${reason}`;
    return {
      definition: occurrences.flapped,
      subject,
      message: `${subject}: ${to} for a moment, then ${after.verdict?.state}${because}`,
      details: { pool, state: to, reason, last_results: last.map(resultText).join(', ') },
    };
  });
}

import type { CheckPlan } from '../../../host/checks.ts';
import { isChecked } from '../judge/member.ts';
import type { PlannedPool } from './planned.ts';

/**
 * What the checker is asked for.
 * @param onceOnly one answer of each member is all that is waited for, and decides
 */
export function checkPlanOf(pools: Iterable<PlannedPool>, descriptors: number, onceOnly: boolean): CheckPlan {
  const targets = [...pools].flatMap(({ members }) => members.filter(isChecked).map(({ target }) => target));
  if (!onceOnly) return { targets, descriptors };
  // Checks are spread over the delay, and nobody wants to wait for long ones.
  return {
    targets: targets.map((target) => ({ ...target, delay: target.timeout, rise: 1, fall: 1 })),
    descriptors,
  };
}

import type { Plan, PlanRequest, Refusal } from '../action.ts';
import type { MemberEvidence } from './evidence.ts';
import { planDrain } from './plan-drain.ts';
import { planReturn } from './plan-return.ts';
import type { MemberSettings } from './settings.ts';

/** A dead member is taken out, one that was taken out and is well again is put back. */
export function plan(request: PlanRequest<MemberSettings, MemberEvidence>): Plan | Refusal {
  const { evidence, settings } = request;
  const { state, member } = evidence.own;
  if (state === 'INACTIVE') return planDrain(evidence, settings);
  if (state === 'ACTIVE') return planReturn(request);
  return { refused: `our checks do not know how ${member} is (${state})` };
}

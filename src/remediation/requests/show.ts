import type { Decision } from '../pipeline/decide.ts';
import { openStep } from '../steps/catalogue.ts';
import type { ShownDecision } from './request.ts';

/** A decision for a person: steps in words, and every guard's verdict. */
export function shownDecision({ id, action, object, outcome, words, verdicts, planned }: Decision): ShownDecision {
  const plan = planned?.plan;
  return {
    id,
    action: action.about.name,
    object,
    mode: action.limits.mode,
    outcome,
    words,
    verdicts: verdicts.map(({ guard, says, words: why }) => ({ guard, says, words: why })),
    ...(plan === undefined
      ? {}
      : {
          plan: {
            summary: plan.summary,
            steps: plan.steps.map((step) => openStep(step).words),
            expects: plan.expects,
            undo: plan.undo.map((step) => openStep(step).words),
            ...(plan.irreversible === undefined ? {} : { irreversible: plan.irreversible }),
          },
        }),
    ...(planned === undefined ? {} : { evidence: planned.seen.evidence }),
  };
}

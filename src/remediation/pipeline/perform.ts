import type { Plan, Target } from '../../actions/action.ts';
import type { EntryOf } from '../journal/entry.ts';
import type { ReadyAction, Surroundings } from './asking.ts';
import { type Carried, carryOutSteps, type Tools, undoSteps } from './carry-out.ts';
import { type Claim, type Pauses, type Proof, prove } from './prove.ts';

/** How a deed has ended. */
export type Ending = Omit<EntryOf<'closed'>, 'what' | 'id'>;

export type Performing = Tools & { readonly look: Surroundings['look']; readonly pauses?: Pauses };

/**
 * A deed whose intent is in the journal, to its end: the steps, the proof, and the way back where there is no proof.
 * Rejects with a LeavingError when the agent is to end, and with a JournalError when the record can't be kept: the deed
 * then stays open, for the next run to look at.
 */
export async function perform(
  intent: EntryOf<'intent'>,
  action: ReadyAction,
  target: Target,
  tools: Performing,
): Promise<Ending> {
  const carried = await carryOutSteps(intent.id, intent.plan.steps, tools);
  const ending =
    carried.how === 'all'
      ? await endingOf(intent, claimOf(intent, action, target), tools)
      : await afterTrouble(intent, carried, tools);
  await tools.record({ what: 'closed', id: intent.id, ...ending });
  return ending;
}

/**
 * A deed that an earlier run had begun: nothing of it is ever done again. Its effect is looked for, and where it can't be
 * proven, what the steps have left is brought back to how it was.
 */
export async function recover(
  intent: EntryOf<'intent'>,
  action: ReadyAction | undefined,
  target: Target | undefined,
  tools: Performing,
): Promise<Ending> {
  await tools.record({ what: 'recovered', id: intent.id, words: 'the agent had ended in the middle of this' });
  const ending: Ending =
    action === undefined || target === undefined
      ? { outcome: 'unproven', words: `the agent had ended in the middle, and ${intent.action} can not look any more` }
      : await endingOf(intent, claimOf(intent, action, target), tools);
  const told = { ...ending, words: `after a restart of the agent: ${ending.words}` };
  await tools.record({ what: 'closed', id: intent.id, ...told });
  return told;
}

function claimOf({ plan, evidence, verifyWithin }: EntryOf<'intent'>, action: ReadyAction, target: Target): Claim {
  return { action, target, plan, before: evidence, within: verifyWithin };
}

async function endingOf({ id, plan }: EntryOf<'intent'>, claim: Claim, tools: Performing): Promise<Ending> {
  const proof = await prove(claim, tools.look, tools.leaving, tools.pauses);
  const { evidence } = proof;
  const seen = evidence === undefined ? {} : { evidence };
  if (proof.effect === 'proven') return { outcome: 'done', words: proof.words, ...seen };
  const why = reasonOf(proof, claim.within);
  return { ...(await back(id, plan, why, tools)), ...seen };
}

function reasonOf({ effect, words }: Proof, within: number): string {
  return effect === 'worse' ? `it got worse: ${words}` : `not proven within ${within} s: ${words}`;
}

async function afterTrouble(
  { id, plan }: EntryOf<'intent'>,
  carried: Exclude<Carried, { how: 'all' }>,
  tools: Performing,
): Promise<Ending> {
  if (!carried.touched) return { outcome: 'failed', words: carried.words };
  return await back(id, plan, carried.words, tools);
}

/** Hands off where somebody has stopped everything: that holds for the way back as well. */
async function back(id: string, plan: Plan, why: string, tools: Performing): Promise<Ending> {
  const [stopped] = tools.stops();
  if (stopped !== undefined) return { outcome: 'unproven', words: `${why}; left as it is: ${stopped}` };
  if (plan.undo.length === 0) {
    return { outcome: 'unproven', words: `${why}; ${plan.irreversible ?? 'there is nothing to undo'}` };
  }
  const { complete, words } = await undoSteps(id, plan.undo, tools);
  return { outcome: complete ? 'undone' : 'unproven', words: `${why}; ${words}` };
}

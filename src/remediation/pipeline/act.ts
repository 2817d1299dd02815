import { isRefusal } from '../../actions/action.ts';
import { messageOf } from '../../core/errors.ts';
import { objections, type Verdict } from '../guards/guard.ts';
import type { EntryOf } from '../journal/entry.ts';
import { type Acting, askFleet, decidedEntry, giveBack, intentOf, latchStorm, performingOf } from './acting.ts';
import type { ReadyAction } from './asking.ts';
import { LeavingError } from './carry-out.ts';
import { type Decision, outcomeOf, type Planned } from './decide.ts';
import { type Ending, perform, recover } from './perform.ts';

/** What a decision has come to in the end, and the deed that it began, if it did. */
export type Begun = { readonly decision: Decision; readonly ending?: Promise<Ending | undefined> };

const UNASKED: Verdict = { guard: 'fleet', says: 'unasked', words: 'others have said no already' };

/**
 * Begins decisions, one at a time: asks the guards once more, then the fleet, then writes the intent. Between the guards'
 * last word and the intent in the journal nothing else can begin, so that no two see the same room left.
 */
export function createBeginning(acting: Acting): (decision: Decision) => Promise<Begun> {
  let last: Promise<unknown> = Promise.resolve();
  return (decision) => {
    const turn = last.then(() => begin(decision, acting));
    last = turn.catch(() => undefined);
    return turn;
  };
}

async function begin(decision: Decision, acting: Acting): Promise<Begun> {
  const { planned, action } = decision;
  if (decision.outcome !== 'begun' || planned === undefined) {
    await latchStorm(decision.verdicts, acting);
    return { decision };
  }
  const first = planned.ask();
  const fleet = objections(first).length > 0 ? UNASKED : await askFleet(acting);
  // The fleet may have taken its time.
  const verdicts = [...(fleet === UNASKED ? first : planned.ask()), fleet];
  const checked = { ...decision, ...outcomeOf(planned.plan, verdicts, action.limits.mode) };
  if (checked.outcome !== 'begun') {
    if (fleet.says === 'yes') await giveBack(acting);
    await latchStorm(verdicts, acting);
    return { decision: checked };
  }
  const { books, held } = acting;
  for (const one of planned.holds) held.set(one, decision.id);
  try {
    await books.record(decidedEntry(checked));
    const intent = intentOf(checked, planned, acting.fleet !== undefined);
    await books.record(intent);
    return { decision: checked, ending: follow(intent, action, planned, acting) };
  } catch (error) {
    letGo(acting, decision.id);
    await giveBack(acting);
    throw error;
  }
}

/** Settles with nothing where the deed stays open. What it holds stays held then, until the next run has looked at it. */
async function follow(
  intent: EntryOf<'intent'>,
  action: ReadyAction,
  { target }: Planned,
  acting: Acting,
): Promise<Ending | undefined> {
  return await toEnd(intent, acting, () => perform(intent, action, target, performingOf(acting)));
}

/** Looks after the deeds that an earlier run has begun and not closed; each holds what it held. */
export async function recoverOpen(acting: Acting, actions: ReadonlyMap<string, ReadyAction>): Promise<void> {
  const open = acting.books.history.open();
  for (const { id, holds } of open) for (const one of holds) acting.held.set(one, id);
  for (const intent of open) {
    const action = actions.get(intent.action);
    const target = action?.about.target(new Map(Object.entries(intent.trigger.labels)));
    const known = target === undefined || isRefusal(target) ? undefined : target;
    await toEnd(intent, acting, () => recover(intent, action, known, performingOf(acting)));
  }
}

async function toEnd(
  intent: EntryOf<'intent'>,
  acting: Acting,
  work: () => Promise<Ending>,
): Promise<Ending | undefined> {
  try {
    const ending = await work();
    letGo(acting, intent.id);
    // A host of which nobody knows how it is keeps its lease: the fleet is to wait for a person.
    if (intent.fleet && ending.outcome !== 'unproven') await giveBack(acting);
    return ending;
  } catch (error) {
    if (!(error instanceof LeavingError)) {
      acting.warn(error, `${intent.action} ${intent.object} (${intent.id}) stays open: ${messageOf(error)}`);
    }
    return undefined;
  }
}

function letGo({ held }: Acting, id: string): void {
  for (const [hold, by] of held) if (by === id) held.delete(hold);
}

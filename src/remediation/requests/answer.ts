import type { Asking } from '../pipeline/asking.ts';
import type { Remediation } from '../run-remediation.ts';
import { type SetAction, unknownAction } from '../set-up.ts';
import type { Trigger } from '../trigger.ts';
import type { Answer, Request, Wish } from './request.ts';
import { shownDecision } from './show.ts';

type Of<What extends Wish['what']> = Extract<Wish, { readonly what: What }>;

/** Does what a person asks for, and says what came of it. */
export function createAnswers(
  remediation: Remediation,
  actions: ReadonlyMap<string, SetAction>,
): (request: Request) => Promise<Answer> {
  const askingOf = ({ id, who }: Request, { action: name, labels }: Of<'plan' | 'run'>): Asking | Answer => {
    const action = actions.get(name);
    if (action === undefined) return no(unknownAction(name, [...actions.keys()]));
    return { action, trigger: { by: 'person', who, request: id, labels } };
  };

  const waitingFor = (decision: string) => remediation.books.history.waiting().find(({ id }) => id === decision);

  const approve = async (by: string, { decision, words }: Of<'approve'>): Promise<Answer> => {
    const waiting = waitingFor(decision);
    if (waiting === undefined) return no(notWaiting(decision));
    const action = actions.get(waiting.action);
    if (action === undefined) return no(unknownAction(waiting.action, [...actions.keys()]));
    const trigger: Trigger = waiting.trigger;
    const begun = await remediation.approve(
      { action, trigger, approved: { id: decision, by, plan: waiting.plan } },
      words,
    );
    const shown = shownDecision(begun.decision);
    return { ok: begun.ending !== undefined, words: shown.words, decision: shown };
  };

  return async (request) => {
    const { who, wish } = request;
    switch (wish.what) {
      case 'plan': {
        const asking = askingOf(request, wish);
        if ('ok' in asking) return asking;
        const decision = shownDecision(await remediation.plan(asking));
        return { ok: true, words: decision.words, decision };
      }
      case 'run': {
        const asking = askingOf(request, wish);
        if ('ok' in asking) return asking;
        const { decision, ending } = await remediation.ask(asking);
        const isDone = ending !== undefined || decision.outcome === 'done';
        return { ok: isDone, words: decision.words, decision: shownDecision(decision) };
      }
      case 'approve':
        return await approve(who, wish);
      case 'reject': {
        if (waitingFor(wish.decision) === undefined) return no(notWaiting(wish.decision));
        await remediation.reject(wish.decision, who, wish.words);
        return { ok: true, words: `${wish.decision} is rejected` };
      }
      case 'resume': {
        await remediation.resume(who, wish.object, wish.words);
        return {
          ok: true,
          words: wish.object === undefined ? 'actions are resumed' : `${wish.object} may be acted upon again`,
        };
      }
    }
  };
}

function no(words: string): Answer {
  return { ok: false, words };
}

function notWaiting(decision: string): string {
  return `${decision} does not wait for anybody; netsteward actions shows those that do`;
}

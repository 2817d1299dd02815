import type { BookKeeping } from './book-keeping.ts';
import { type Case, caseKey, createCaseBook } from './case-book.ts';
import type { Goings } from './goings.ts';
import type { Asking } from './pipeline/asking.ts';
import type { Decision } from './pipeline/decide.ts';
import type { SetAction } from './set-up.ts';
import { type AlertTrigger, triggerKey } from './trigger.ts';

/** Alerts that are answered with actions, as long as they fire. */
export type AnsweringAlerts = {
  /** Looks at what fires now, and considers what is due. */
  readonly turn: () => void;
  /** The same, and considers everything anew: alerts have changed, or what guards look at. */
  readonly reconsider: () => void;
};

export type AnsweringOptions = {
  readonly actions: readonly SetAction[];
  readonly alerts: () => readonly AlertTrigger[];
  readonly books: BookKeeping;
  /** Decides, begins, and records what is news. */
  readonly settle: (asking: Asking, isNews: (decision: Decision) => boolean) => Promise<unknown>;
  readonly goings: Goings;
  /** Seconds for which a decision waits for a person. */
  readonly approvalExpires: number;
  readonly now: () => number;
  readonly leaving: AbortSignal;
};

export function answerAlerts(options: AnsweringOptions): AnsweringAlerts {
  const { actions, alerts, books, settle, goings, approvalExpires, now, leaving } = options;
  const cases = createCaseBook();
  const byName = new Map(actions.map((action) => [action.name, action]));

  const casesNow = (): readonly Case[] =>
    alerts().flatMap((trigger) => {
      const labels = new Map(Object.entries(trigger.labels));
      const started = actions.filter(({ starts }) => starts(labels));
      return started.map(({ name }) => ({ key: caseKey(name, trigger), action: name, trigger }));
    });

  /** A person is asked once, however often the agent is started anew meanwhile. */
  const isBeforePerson = ({ action, trigger }: Case, { outcome }: Decision) =>
    outcome === 'waiting' && books.history.isBeforePerson(action, triggerKey(trigger));

  const consider = async (one: Case) => {
    const action = byName.get(one.action);
    if (action === undefined) return;
    const isNews = (decision: Decision) => cases.considered(one, decision, now()) && !isBeforePerson(one, decision);
    try {
      await settle({ action, trigger: one.trigger }, isNews);
    } catch (error) {
      cases.postpone(one, now());
      throw error;
    }
  };

  const endWaiting = async (ended: ReadonlySet<string>) => {
    for (const { id, action, trigger, at } of books.history.waiting()) {
      const key = caseKey(action, trigger);
      const isOver = ended.has(key);
      if (!isOver && now() - at < approvalExpires * 1000) continue;
      cases.forget(key);
      const words = isOver ? 'what asked for it has ended' : 'nobody has answered in time';
      await books.record({ what: 'answered', id, answer: 'expired', by: 'the clock', words });
    }
  };

  const turn = () => {
    const ended = new Set(cases.replace(casesNow()).map(({ key }) => key));
    goings.follow(endWaiting(ended), 'decisions that wait could not be ended');
    for (const one of cases.take(now())) goings.follow(consider(one), `${one.action} could not be considered`);
  };

  return {
    turn,
    reconsider: () => {
      if (leaving.aborted) return;
      cases.hurry(now());
      turn();
    },
  };
}

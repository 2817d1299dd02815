import type { Target } from '../actions/action.ts';
import type { Occurrence } from '../core/definition.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { Hands } from '../host/hands.ts';
import { type BookKeeping, keepBooks } from './book-keeping.ts';
import { type Case, caseKey, createCaseBook } from './case-book.ts';
import type { Standing } from './guards/question.ts';
import { pastDeeds } from './history.ts';
import type { Journal } from './journal/journal.ts';
import { type Begun, createBeginning, recoverOpen } from './pipeline/act.ts';
import { type Acting, decidedEntry, type Fleet } from './pipeline/acting.ts';
import type { Asking, ReadyAction, Surroundings } from './pipeline/asking.ts';
import { type Decision, decide } from './pipeline/decide.ts';
import type { Pauses } from './pipeline/prove.ts';
import { createReports, type Reports } from './reports.ts';
import { findReverts } from './reverts.ts';
import type { SetAction } from './set-up.ts';
import type { RemediationSettings } from './settings.ts';
import type { AlertTrigger, Trigger } from './trigger.ts';

export type RemediationOptions = Pick<Surroundings, 'host' | 'owners' | 'stops' | 'maintenance' | 'outside'> & {
  readonly actions: readonly SetAction[];
  readonly global: RemediationSettings;
  readonly journal: Journal;
  /** Nothing on a recorded host: everything is decided there, and nothing carried out. */
  readonly hands: Hands | undefined;
  readonly fleet: Fleet | undefined;
  /** Finished readings of these collectors that began after they were asked for, by name. */
  readonly fresh: (collectors: readonly string[], signal: AbortSignal) => Promise<ReadonlyMap<string, Snapshot>>;
  /** All alerts that fire now. */
  readonly alerts: () => readonly AlertTrigger[];
  readonly standing: (trigger: Trigger) => Standing;
  readonly occurred: (occurrences: readonly Occurrence[]) => void;
  /** States have changed. */
  readonly changed: () => void;
  readonly warn: (error: unknown, words: string) => void;
  /** When the kernel was booted, in milliseconds since 1970. */
  readonly bootedAt: number;
  readonly now?: () => number;
  readonly pauses?: Pauses;
};

/** Remediation at work. */
export type Remediation = {
  readonly books: BookKeeping;
  readonly reports: Reports;
  /** Alerts have begun or ended, or what guards look at has changed. */
  readonly reconsider: () => void;
  /** What would be decided. Records nothing, does nothing. */
  readonly plan: (asking: Asking) => Promise<Decision>;
  /** Decides and, where every guard agrees, begins. */
  readonly ask: (asking: Asking) => Promise<Begun>;
  /** Begins what a person has approved, if every guard agrees now; it goes on waiting otherwise. */
  readonly approve: (asking: Asking & Required<Pick<Asking, 'approved'>>, words: string) => Promise<Begun>;
  readonly reject: (id: string, by: string, words: string) => Promise<void>;
  /** A person clears what only a person can: all of it, or what concerns one object. */
  readonly resume: (by: string, object: string | undefined, words: string) => Promise<void>;
  /** Ends all that waits, and leaves what is going on to the next run. */
  readonly stop: () => Promise<void>;
};

const TICK_MS = 1_000;
const REVERTS_MS = 15_000;
const HANDLESS = 'this is a recorded host: there is nothing to change';
const NO_HANDS: Hands = noHands();

export function runRemediation(options: RemediationOptions): Remediation {
  const { actions, global, journal, host, fresh, warn, now = Date.now } = options;
  const leaving = new AbortController();
  const held = new Map<string, string>();
  const cases = createCaseBook();
  const reports = createReports();
  const byName = new Map(actions.map((action) => [action.name, action]));
  const books = keepBooks({
    journal,
    occurred: options.occurred,
    changed: options.changed,
    actions: [...byName.keys()],
    attempts: (name) => byName.get(name)?.limits.attempts ?? 0,
    contestedAfter: global.contested_after,
  });
  const look = async (action: ReadyAction, target: Target, signal: AbortSignal) =>
    await action.opened.observe({ target, host, fresh: await fresh(action.about.collectors, signal), signal });

  const around: Surroundings = {
    ...options,
    now,
    look,
    history: books.history,
    held: () => held,
    handless: options.hands === undefined ? HANDLESS : undefined,
    journalTrouble: books.trouble,
  };
  const acting: Acting = {
    around,
    books,
    hands: options.hands ?? NO_HANDS,
    fleet: options.fleet,
    held,
    leaving: leaving.signal,
    warn,
    ...(options.pauses === undefined ? {} : { pauses: options.pauses }),
  };
  const begin = createBeginning(acting);
  const going = new Set<Promise<unknown>>();
  /** Whatever goes on by itself: its trouble is told, and it is waited for at the end. */
  const follow = (work: Promise<unknown>, words: string) => {
    const told = work
      .catch((error: unknown) => {
        if (!leaving.signal.aborted) warn(error, words);
      })
      .finally(() => going.delete(told));
    going.add(told);
  };

  /** `isNews` says whether a decision that begins nothing is worth an entry. */
  const settle = async (asking: Asking, isNews: (decision: Decision) => boolean): Promise<Begun> => {
    const decided = await decide(asking, around, leaving.signal);
    const begun = await begin(decided);
    const { decision } = begun;
    if (decision.planned !== undefined) reports.put(decision.action.about.name, decision.planned);
    if (isNews(decision) && begun.ending === undefined && !leaving.signal.aborted)
      await books.record(decidedEntry(decision));
    if (begun.ending !== undefined) follow(begun.ending.then(reconsider), decision.words);
    return begun;
  };

  const consider = async (one: Case) => {
    const action = byName.get(one.action);
    if (action === undefined) return;
    await settle({ action, trigger: one.trigger }, (decision) => cases.considered(one, decision, now()));
  };

  const casesNow = (): readonly Case[] =>
    options.alerts().flatMap((trigger) => {
      const labels = new Map(Object.entries(trigger.labels));
      const started = actions.filter(({ starts }) => starts(labels));
      return started.map(({ name }) => ({ key: caseKey(name, trigger), action: name, trigger }));
    });

  const endWaiting = async (ended: ReadonlySet<string>) => {
    for (const { id, action, trigger, at } of books.history.waiting()) {
      const key = caseKey(action, trigger);
      const isOver = ended.has(key);
      if (!isOver && now() - at < global.approval_expires * 1000) continue;
      cases.forget(key);
      const words = isOver ? 'what asked for it has ended' : 'nobody has answered in time';
      await books.record({ what: 'answered', id, answer: 'expired', by: 'the clock', words });
    }
  };

  const turn = () => {
    const ended = new Set(cases.replace(casesNow()).map(({ key }) => key));
    follow(endWaiting(ended), 'decisions that wait could not be ended');
    for (const one of cases.take(now())) follow(consider(one), `${one.action} could not be considered`);
  };
  const reconsider = () => {
    if (leaving.signal.aborted) return;
    cases.hurry(now());
    turn();
  };

  const runByClock = async (action: SetAction) => {
    const signal = AbortSignal.any([leaving.signal, AbortSignal.timeout(TICK_MS * 20)]);
    const past = pastDeeds(books.history, action.about.name);
    const objects = action.about.objects?.(await fresh(action.about.collectors, signal), past) ?? [];
    reports.keep(
      action.name,
      objects.flatMap((labels) => objectOf(action, labels) ?? []),
    );
    for (const labels of objects) {
      const trigger: Trigger = { by: 'clock', labels: Object.fromEntries(labels) };
      await settle({ action, trigger }, ({ action: { about }, object, words }) =>
        reports.isNews(about.name, object, words),
      );
    }
  };

  const watchReverts = async () => {
    const signal = AbortSignal.any([leaving.signal, AbortSignal.timeout(REVERTS_MS)]);
    for (const reverted of await findReverts(books.history, host, options.bootedAt, now(), signal)) {
      await books.record(reverted);
    }
  };

  follow(recoverOpen(acting, byName).then(reconsider), 'what an earlier run has begun could not be looked at');
  const timers = [
    setInterval(turn, TICK_MS),
    setInterval(() => follow(watchReverts(), 'settings could not be looked at'), REVERTS_MS),
    ...actions.flatMap((action) => {
      const { every, about } = action;
      if (every === undefined || about.objects === undefined) return [];
      const run = () => follow(runByClock(action), `${action.name} could not run by the clock`);
      run();
      return setInterval(run, every * 1000);
    }),
  ];
  turn();

  return {
    books,
    reports,
    reconsider,
    plan: async (asking) => await decide(asking, around, leaving.signal),
    ask: async (asking) => await settle(asking, () => true),
    approve: async (asking, words) => {
      const { id, by } = asking.approved;
      await books.record({ what: 'answered', id, answer: 'approved', by, words });
      return await settle(asking, () => false);
    },
    reject: async (id, by, words) => {
      await books.record({ what: 'answered', id, answer: 'rejected', by, words });
    },
    resume: async (by, object, words) => {
      await books.record({ what: 'resumed', by, words, ...(object === undefined ? {} : { object }) });
      reconsider();
    },
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      leaving.abort();
      await Promise.all(going);
    },
  };
}

function objectOf({ about }: SetAction, labels: ReadonlyMap<string, string>): string | undefined {
  const target = about.target(labels);
  return 'refused' in target ? undefined : target.object;
}

/** Never asked for anything: the guard `dry_run` says no where there are no hands. */
function noHands(): Hands {
  const refuse = async () => {
    throw new Error(HANDLESS);
  };
  return { write: refuse, putFile: refuse, removeFile: refuse, call: refuse, ask: refuse, run: refuse };
}

import type { Target } from '../actions/action.ts';
import type { Occurrence } from '../core/definition.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { Hands } from '../host/hands.ts';
import { type AnsweringAlerts, answerAlerts } from './answer-alerts.ts';
import { type BookKeeping, keepBooks } from './book-keeping.ts';
import { createGoings } from './goings.ts';
import type { Standing } from './guards/question.ts';
import type { Journal } from './journal/journal.ts';
import { type Begun, createBeginning, recoverOpen } from './pipeline/act.ts';
import { type Acting, decidedEntry, type Fleet, giveBack } from './pipeline/acting.ts';
import { type Asking, HANDLESS, type ReadyAction, type Surroundings } from './pipeline/asking.ts';
import { type Decision, decide } from './pipeline/decide.ts';
import type { Pauses } from './pipeline/prove.ts';
import { createReports, type Reports } from './reports.ts';
import { createRevertWatch } from './reverts.ts';
import { type ClockOptions, runByClock } from './run-by-clock.ts';
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
  readonly reconsider: AnsweringAlerts['reconsider'];
  /** What would be decided. Records nothing, does nothing. */
  readonly plan: (asking: Asking) => Promise<Decision>;
  /** Decides and, where every guard agrees, begins. */
  readonly ask: (asking: Asking) => Promise<Begun>;
  /** Begins what a person has approved, if every guard agrees now; it goes on waiting otherwise. */
  readonly approve: (asking: Asking & Required<Pick<Asking, 'approved'>>, words: string) => Promise<Begun>;
  readonly reject: (id: string, by: string, words: string) => Promise<void>;
  /** A person clears what only a person can: all of it, or what concerns one object. */
  readonly resume: (by: string, object: string | undefined, words: string) => Promise<void>;
  /** Settles when nothing is being considered and nothing goes on. */
  readonly idle: () => Promise<void>;
  /** Ends all that waits, and leaves what is going on to the next run. */
  readonly stop: () => Promise<void>;
};

const TICK_MS = 1_000;
const REVERTS_MS = 15_000;
const NO_HANDS: Hands = noHands();

export function runRemediation(options: RemediationOptions): Remediation {
  const { actions, global, journal, host, fresh, warn, now = Date.now } = options;
  const leaving = new AbortController();
  const held = new Map<string, string>();
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
  const goings = createGoings(warn, leaving.signal);

  const reverts = createRevertWatch({ books, host, bootedAt: options.bootedAt, now, leaving: leaving.signal });

  /** `isNews` says whether a decision that begins nothing is worth an entry. */
  const settle = async (asking: Asking, isNews: (decision: Decision) => boolean): Promise<Begun> => {
    // Before it is set once more: whether somebody has changed back what was set here.
    await reverts.look().catch((error: unknown) => warn(error, 'settings could not be looked at'));
    const decided = await decide(asking, around, leaving.signal);
    const begun = await begin(decided);
    const { decision } = begun;
    if (decision.planned !== undefined) reports.put(decision.action.about.name, decision.planned);
    if (isNews(decision) && begun.ending === undefined && !leaving.signal.aborted)
      await books.record(decidedEntry(decision));
    if (begun.ending !== undefined) goings.follow(begun.ending.then(answering.reconsider), decision.words);
    return begun;
  };

  const answering = answerAlerts({
    actions,
    alerts: options.alerts,
    books,
    settle,
    goings,
    approvalExpires: global.approval_expires,
    now,
    leaving: leaving.signal,
  });
  const byClock: ClockOptions = { fresh, history: books.history, reports, settle, leaving: leaving.signal };

  const recovering = recoverOpen(acting, byName).then(answering.reconsider);
  goings.follow(recovering, 'what an earlier run has begun could not be looked at');
  const timers = [
    setInterval(answering.turn, TICK_MS),
    setInterval(() => goings.follow(reverts.look(), 'settings could not be looked at'), REVERTS_MS),
    ...actions.flatMap((action) => {
      if (action.every === undefined || action.about.objects === undefined) return [];
      const run = () => goings.follow(runByClock(action, byClock), `${action.name} could not run by the clock`);
      run();
      return setInterval(run, action.every * 1000);
    }),
  ];
  answering.turn();

  return {
    books,
    reports,
    reconsider: answering.reconsider,
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
      // Whatever was not proven is in a person's hands now: the fleet need not wait for this host any more.
      if (object === undefined && held.size === 0) await giveBack(acting);
      answering.reconsider();
    },
    idle: goings.idle,
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      leaving.abort();
      await goings.idle();
    },
  };
}

/** Never asked for anything: the guard `dry_run` says no where there are no hands. */
function noHands(): Hands {
  const refuse = async () => {
    throw new Error(HANDLESS);
  };
  return { write: refuse, putFile: refuse, removeFile: refuse, call: refuse, ask: refuse, run: refuse };
}

import type { Hands } from '../../host/hands.ts';
import type { BookKeeping } from '../book-keeping.ts';
import { no, objections, type Verdict, yes } from '../guards/guard.ts';
import type { EntryOf } from '../journal/entry.ts';
import type { Surroundings } from './asking.ts';
import type { Decision, Planned } from './decide.ts';
import type { Performing } from './perform.ts';

/** What limits how many hosts of a fleet are acted upon at the same time. */
export type Fleet = {
  readonly acquire: (
    signal: AbortSignal,
  ) => Promise<{ readonly granted: true } | { readonly refused: string; readonly doubtful?: true }>;
  /** Gives the lease back; only when the host is as it should be. */
  readonly release: (signal: AbortSignal) => Promise<void>;
};

/** All that is needed to do something. */
export type Acting = {
  readonly around: Surroundings;
  readonly books: BookKeeping;
  readonly hands: Hands;
  /** Nothing where no fleet is configured. */
  readonly fleet: Fleet | undefined;
  /** What is acted upon, by what holds it: names of decisions. */
  readonly held: Map<string, string>;
  /** Aborted when the agent is to end. */
  readonly leaving: AbortSignal;
  /** Trouble that ends nothing, such as a lease that could not be given back. */
  readonly warn: (error: unknown, words: string) => void;
  readonly pauses?: Performing['pauses'];
};

const FLEET_MS = 15_000;

export async function askFleet(acting: Acting): Promise<Verdict> {
  const { fleet, leaving, held, warn } = acting;
  if (fleet === undefined) return yes('fleet', 'no fleet is configured');
  try {
    const answer = await fleet.acquire(AbortSignal.any([leaving, AbortSignal.timeout(FLEET_MS)]));
    if ('granted' in answer) return yes('fleet', 'the fleet has room for it');
    // A lease that may have been granted all the same, and that nothing here needs, must not keep others waiting.
    if (answer.doubtful === true && held.size === 0) await giveBack(acting);
    return no('fleet', answer.refused);
  } catch (error) {
    warn(error, 'the fleet could not be asked');
    return no('fleet', 'the fleet could not be asked');
  }
}

/** A lease that can't be given back now stays taken: that keeps others from being acted upon, and is told. */
export async function giveBack({ fleet, warn }: Acting): Promise<void> {
  try {
    await fleet?.release(AbortSignal.timeout(FLEET_MS));
  } catch (error) {
    warn(error, 'the lease of the fleet could not be given back');
  }
}

export function performingOf({ around, books, hands, leaving, pauses }: Acting): Performing {
  return {
    host: around.host,
    hands,
    look: around.look,
    stops: around.stops,
    leaving,
    record: async (entry) => void (await books.record(entry)),
    ...(pauses === undefined ? {} : { pauses }),
  };
}

/** A storm that a guard has seen is latched: it does not end by itself when time goes by. */
export async function latchStorm(verdicts: readonly Verdict[], { books }: Acting): Promise<void> {
  const storm = objections(verdicts).find(({ guard }) => guard === 'storm');
  if (storm === undefined || books.history.latched() !== undefined) return;
  await books.record({ what: 'latched', words: storm.words });
}

export function decidedEntry(decision: Decision): EntryOf<'decided'> {
  const { id, action, object, trigger, outcome, words, verdicts, planned } = decision;
  return {
    what: 'decided',
    id,
    action: action.about.name,
    object,
    mode: action.limits.mode,
    trigger,
    outcome,
    words,
    verdicts,
    ...(planned === undefined ? {} : { plan: planned.plan, evidence: planned.seen.evidence }),
  };
}

export function intentOf(decision: Decision, planned: Planned, fleet: boolean): EntryOf<'intent'> {
  const { id, action, object, trigger } = decision;
  return {
    what: 'intent',
    id,
    action: action.about.name,
    object,
    holds: planned.holds,
    trigger,
    plan: planned.plan,
    evidence: planned.seen.evidence,
    settings: planned.settings,
    verifyWithin: action.verifyWithin,
    fleet,
  };
}

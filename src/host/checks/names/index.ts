import { messageOf } from '../../../core/errors.ts';
import type { CheckPlace, CheckReason } from '../../checks.ts';
import { CheckFailure, type Names, type Sockets } from '../kind.ts';
import { createLookUp, type Looked, type LookUp } from './look-up.ts';
import { pickAddress } from './pick-address.ts';
import { createSystemFiles } from './system-files.ts';
import { inTurns } from './turns.ts';
import { within } from './within.ts';

/** All in milliseconds. */
export type NamesOptions = {
  /** A shorter time to live counts as this one; this is also the pause before a name that was not found is looked for again. */
  readonly shortest: number;
  readonly longest: number;
  /**
   * For how long an address is still used after the name has gone. Zones are reloaded and resolvers begin with an empty
   * mind: members must not fall with each of these. HAProxy has the same (`hold nx`, 30 s).
   */
  readonly holdGone: number;
  /**
   * The same after name servers have fallen silent or in trouble. That says nothing about a member, so it goes on for long
   * (as RFC 8767 recommends to resolvers), but not for ever: the address may belong to somebody else by then.
   */
  readonly holdTroubled: number;
  /** A name that nobody has asked for in so long is forgotten. */
  readonly forget: number;
  /** The longest that one look may take, over all servers and search domains. */
  readonly patience: number;
};

const SECOND = 1000;
const MINUTE = 60 * SECOND;
export const namesOptions: NamesOptions = {
  shortest: 5 * SECOND,
  longest: 60 * MINUTE,
  holdGone: 30 * SECOND,
  holdTroubled: 60 * MINUTE,
  forget: 10 * MINUTE,
  patience: 20 * SECOND,
};

/** Names that are looked for at a time: the thousands of a plan are not asked for in one burst. */
const AT_A_TIME = 32;

type Entry = {
  readonly name: string;
  readonly place: CheckPlace;
  address: string | undefined;
  /** Why there is no address. */
  reason: CheckReason;
  why: string;
  /** Ends with the look that goes on, if one does; it is never rejected. */
  looking: Promise<void> | undefined;
  askedAt: number;
  goneSince: number | undefined;
  troubledSince: number | undefined;
};

/**
 * Names of targets, looked up again each time their time to live is over, until the signal is aborted. All checks of a
 * name in a place share what is known. Of several addresses one is kept until it is no longer among them.
 */
export function createNames(
  sockets: Sockets,
  signal: AbortSignal,
  lookUp: LookUp = createLookUp(sockets, createSystemFiles()),
  options: NamesOptions = namesOptions,
): Names {
  const entries = new Map<string, Entry>();
  const inTurn = inTurns(AT_A_TIME);

  const look = async (key: string, entry: Entry): Promise<void> => {
    const looked = await within(options.patience, signal, (inTime) => lookUp(entry.name, entry.place, inTime)).catch(
      (error): Looked => ({ is: 'trouble', why: messageOf(error) }),
    );
    const pause = learn(sockets, entry, looked, options);
    entry.looking = undefined;
    if (signal.aborted) return;
    const timer = setTimeout(() => {
      if (performance.now() - entry.askedAt > options.forget || signal.aborted) entries.delete(key);
      else begin(key, entry);
    }, pause);
    timer.unref();
  };
  const begin = (key: string, entry: Entry): void => {
    entry.looking = inTurn(() => look(key, entry));
  };

  return {
    addressOf: async (name, place, waiting) => {
      const key = JSON.stringify([name, place.netns, place.interface, place.source]);
      let entry = entries.get(key);
      if (entry === undefined) {
        entry = { ...nothingKnown, name, place };
        entries.set(key, entry);
        begin(key, entry);
      }
      entry.askedAt = performance.now();
      if (entry.address === undefined && entry.looking !== undefined) await unlessAborted(entry.looking, waiting);
      if (entry.address === undefined) throw new CheckFailure(entry.reason, entry.why);
      return entry.address;
    },
  };
}

const nothingKnown = {
  address: undefined,
  reason: 'not-resolved',
  why: 'no answer in time',
  looking: undefined,
  askedAt: 0,
  goneSince: undefined,
  troubledSince: undefined,
} as const;

/** Takes what was found, and says after how many milliseconds it is to be looked again. */
function learn(sockets: Sockets, entry: Entry, looked: Looked, options: NamesOptions): number {
  const now = performance.now();
  if (looked.is === 'found') {
    entry.goneSince = undefined;
    entry.troubledSince = undefined;
    entry.address = pickAddress(sockets, entry.place, looked.addresses, entry.address);
    return Math.min(options.longest, Math.max(options.shortest, looked.lifetime));
  }
  entry.why = looked.why;
  entry.reason = (looked.is === 'trouble' ? looked.reason : undefined) ?? 'not-resolved';
  if (looked.is === 'nothing') {
    entry.goneSince ??= now;
    if (now - entry.goneSince >= options.holdGone) entry.address = undefined;
  } else {
    entry.troubledSince ??= now;
    if (now - entry.troubledSince >= options.holdTroubled) entry.address = undefined;
  }
  return options.shortest;
}

/** Waits no longer than the signal allows. */
async function unlessAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const stop = () => resolve();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

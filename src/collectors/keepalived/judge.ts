import { type Instance, refusals } from './instance.ts';
import type { Addresses } from './read/addresses.ts';

/** What follows from two dumps of an instance, and from the addresses that its devices have. */
export type Judgement = {
  /** Whether adverts of another master come while it is master itself. */
  readonly rival: boolean | null;
  /** Whether adverts of a master come while it is backup. */
  readonly masterHeard: boolean | null;
};

const nothingJudged: Judgement = { rival: null, masterHeard: null };

/** An instance and when it was written, in milliseconds of a clock that never goes backwards. */
export type Dumped = { readonly instance: Instance; readonly at: number };

/** So many intervals without an advert, and the master counts as dead (RFC 5798, section 6.1). */
const INTERVALS = 3;
/** Up to a second of skew time and a little. */
const SKEW_MS = 1500;

/** What is judged of an instance, and the dump that the next ones are compared with. */
export type Judged = { readonly judgement: Judgement; readonly since: Dumped };

/**
 * Only two dumps between which it was in the same state all the time, and long enough, tell anything; otherwise what was
 * judged before stays. Dumps that follow each other quicker are compared with the same one until they are far enough from it.
 */
export function judge(before: Judged | undefined, now: Dumped): Judged {
  const { state, lastTransition, advertInterval, counts } = now.instance;
  const last = before?.since.instance;
  if (before === undefined || last?.lastTransition !== lastTransition || last.state !== state) {
    return { judgement: nothingJudged, since: now };
  }
  if (now.at - before.since.at < INTERVALS * advertInterval * 1000 + SKEW_MS) {
    return { judgement: before.judgement, since: before.since };
  }
  const grown = (name: (typeof refusals)[number] | 'advert_rcvd') =>
    (counts.get(name) ?? 0) > (last.counts.get(name) ?? 0);
  const heard = grown('advert_rcvd');
  const judgement = {
    rival: state === 'MASTER' ? heard || refusals.some(grown) : null,
    masterHeard: state === 'BACKUP' ? heard : null,
  };
  return { judgement, since: now };
}

/** How many of an instance's addresses are where they should be when it is master. */
export type Presence = 'all' | 'some' | 'none';

export function presenceOf({ addresses }: Instance, found: Addresses): Presence | null {
  if (addresses.length === 0) return null;
  const there = addresses.filter((one) => found.get(one.interface)?.has(one.address) === true).length;
  if (there === 0) return 'none';
  return there === addresses.length ? 'all' : 'some';
}

/** Whether the addresses are not as the state wants them: there exactly on a master. */
export function contradicts({ state }: Instance, presence: Presence | null): boolean {
  return presence !== null && presence !== (state === 'MASTER' ? 'all' : 'none');
}

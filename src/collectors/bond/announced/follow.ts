import type { Bond } from '../bond.ts';
import type { Entry } from './log.ts';
import { isAlike, isAt, isNews, nothingShown, type Shown, shownBy, stepped, withSaid } from './shown.ts';

/** How far the announcements about a bond have been followed. */
export type Trail = {
  /** The place in the log up to which they have been taken into account. */
  readonly place: number;
  /** What they say, as far as they said anything. */
  readonly shown: Shown;
  /** What readings found before announcements told it. Until these have, they are no news. */
  readonly owed: readonly Bond[];
  /** When something was last found or announced, in milliseconds on the reader's clock. */
  readonly movedAt: number;
};

export const noTrail: Trail = { place: 0, shown: nothingShown, owed: [], movedAt: 0 };

/** The bond as it was between two readings, and how far its trail has been followed. */
export type Followed = { readonly between: readonly Bond[]; readonly trail: Trail };

/** An announcement that is later than this will not come. */
const LATEST_MS = 2_000;

/**
 * What a bond went through between two readings, as far as announcements tell it: a failover and the way back leave no
 * mark in `/proc`. A reading may be ahead of the announcements or behind them. Which of them it has seen is found by what
 * they say: every step up to the last that leads to what was read is history, the others are left for the next reading.
 * Announcements of what earlier readings have found are passed over.
 * @param last the earlier reading, `undefined` when there was none
 * @param now the later one, at `clock` milliseconds
 * @param entries what was announced since the trail's place
 */
export function follow(
  trail: Trail,
  entries: readonly Entry[],
  last: Bond | undefined,
  now: Bond,
  clock: number,
): Followed {
  const isSteady = last !== undefined && isAlike(last, now);
  const movedAt = isSteady && entries.length === 0 ? trail.movedAt : clock;
  const { owed, shown, place } = trail;
  if (owed.length === 0 && last !== undefined) {
    const { steps, met, lost, ...end } = walk({ shown, place }, entries, last, now);
    if (met !== undefined)
      return { between: steps.slice(0, Math.max(0, met.steps - 1)), trail: { ...met.at, owed, movedAt } };
    const isThere = lost && isAt(end.shown, now);
    return { between: lost ? [] : steps, trail: { ...end, owed: isThere ? [] : [now], movedAt } };
  }
  const wanted = isSteady ? owed : [...owed, now];
  const caughtUp = catchUp({ shown, place }, entries, wanted);
  // Nothing is on its way any more: what is announced from now on is news.
  const isLate = caughtUp.owed.length > 0 && clock - movedAt > LATEST_MS;
  if (isLate) return { between: [], trail: { ...caughtUp, shown: shownBy(now), owed: [], movedAt } };
  return { between: [], trail: { ...caughtUp, movedAt } };
}

/** A place in the log and what announcements up to there say. */
type Point = Pick<Trail, 'place' | 'shown'>;

/** Passes over announcements until they have led to each of these readings; those that follow are left. */
function catchUp(from: Point, entries: readonly Entry[], wanted: readonly Bond[]): Point & Pick<Trail, 'owed'> {
  let { shown, place } = from;
  let owed = wanted;
  for (const { said, place: here } of entries) {
    const [next] = owed;
    if (next === undefined) break;
    place = here;
    shown = said === 'gap' ? nothingShown : withSaid(shown, said);
    // After a gap nothing more is to be expected of what was announced before.
    if (said === 'gap') owed = owed.slice(-1);
    else if (isAt(shown, next)) owed = owed.slice(1);
  }
  return { shown, place, owed };
}

type Walk = Point & {
  /** The bond after each announcement that told news. */
  readonly steps: readonly Bond[];
  /** Where they last led to what was read now. */
  readonly met: { readonly at: Point; readonly steps: number } | undefined;
  /** Whether announcements are missing, or do not fit the bond. */
  readonly lost: boolean;
};

function walk(from: Point, entries: readonly Entry[], last: Bond, now: Bond): Walk {
  let { shown, place } = from;
  let bond = last;
  let met: Walk['met'] = isAlike(last, now) ? { at: from, steps: 0 } : undefined;
  let lost = false;
  const steps: Bond[] = [];
  for (const { said, place: here } of entries) {
    const isNew = said !== 'gap' && isNews(shown, said);
    place = here;
    shown = said === 'gap' ? nothingShown : withSaid(shown, said);
    const next = said === 'gap' ? undefined : stepped(bond, said);
    lost ||= next === undefined;
    if (lost || next === undefined) continue;
    if (isNew) {
      bond = next;
      steps.push(bond);
    }
    if (isAlike(bond, now)) met = { at: { place, shown }, steps: steps.length };
  }
  return { shown, place, steps, met: lost ? undefined : met, lost };
}

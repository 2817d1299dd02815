import type { Alert, ResolvedAlert } from '../alert.ts';

/** How an alert that comes and goes is held: fired and resolved more than so often within a time, until it has been calm. */
export type FlapDamping = {
  readonly times: number;
  /** Milliseconds. */
  readonly within: number;
  readonly calm: number;
};

/** What is remembered of an alert from evaluation to evaluation, and across restarts. */
export type ActiveAlert = Omit<Alert, 'unknownSince'> & {
  /** Milliseconds for which the expression was seen to hold: time in which nobody could tell does not count. */
  readonly served: number;
  /** The evaluation that saw it last. */
  readonly seenAt: number;
};

export type Timing = { readonly for: number; readonly keepFiringFor: number };

/** The expression holds at `now`. `wasBlind`: nobody looked since the last time. */
export function held(
  before: ActiveAlert | undefined,
  found: Pick<Alert, 'fingerprint' | 'group' | 'labels' | 'annotations' | 'value'>,
  timing: Timing,
  now: number,
  wasBlind: boolean,
): ActiveAlert {
  const served = before === undefined ? 0 : before.served + (wasBlind ? 0 : Math.max(0, now - before.seenAt));
  const isFiring = before?.state === 'firing' || served >= timing.for;
  return {
    ...found,
    state: isFiring ? 'firing' : 'pending',
    activeAt: before?.activeAt ?? now,
    firedAt: before?.firedAt ?? (isFiring ? now : undefined),
    keptSince: undefined,
    flapping: before?.flapping ?? false,
    served,
    seenAt: now,
  };
}

export type Ended = { readonly kept: ActiveAlert } | { readonly resolved: ResolvedAlert } | { readonly dropped: true };

/** The expression does not hold any more at `now`: a pending alert is gone, one that fires ends or is kept a while. */
export function ended(before: ActiveAlert, timing: Timing, damping: FlapDamping, now: number): Ended {
  if (before.state === 'pending') return { dropped: true };
  const keptSince = before.keptSince ?? now;
  const hold = Math.max(timing.keepFiringFor, before.flapping ? damping.calm : 0);
  if (now - keptSince < hold) return { kept: { ...before, keptSince, seenAt: now } };
  const { served: _, seenAt: __, state: ___, ...alert } = before;
  return { resolved: { ...alert, unknownSince: undefined, resolvedAt: now } };
}

/** When time alone will change something, if the expression goes on as it is. */
export function dueAt(alert: ActiveAlert, timing: Timing, damping: FlapDamping): number | undefined {
  if (alert.state === 'pending') return alert.seenAt + timing.for - alert.served;
  if (alert.keptSince === undefined) return undefined;
  return alert.keptSince + Math.max(timing.keepFiringFor, alert.flapping ? damping.calm : 0);
}

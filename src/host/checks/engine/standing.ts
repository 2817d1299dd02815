import type { CheckedState, CheckVerdict } from '../../checks.ts';

/** What the checks of a member have decided, and what speaks against it. */
export type Standing = {
  readonly state: CheckedState;
  /** Verdicts in a row that speak against the state; while it is UNKNOWN, those in a row that agree with each other. */
  readonly against: number;
  readonly leaning: 'pass' | 'fail' | undefined;
  /** Checks in a row that said nothing. */
  readonly unheard: number;
};

export type Thresholds = { readonly rise: number; readonly fall: number };

export const unknownStanding: Standing = { state: 'UNKNOWN', against: 0, leaning: undefined, unheard: 0 };

const decided = {
  pass: { state: 'ACTIVE', against: 0, leaning: undefined, unheard: 0 },
  fail: { state: 'INACTIVE', against: 0, leaning: undefined, unheard: 0 },
} as const;

/**
 * The standing after one more check. A check that says nothing neither continues nor breaks a row, but as many of them
 * in a row as it takes to fall make the state UNKNOWN: nobody has heard of the member for so long.
 */
export function afterCheck(standing: Standing, verdict: CheckVerdict, { rise, fall }: Thresholds): Standing {
  if (verdict === 'none') return afterSilence(standing, fall);
  const confirmed = decided[verdict];
  if (standing.state === confirmed.state) return confirmed;
  // Against UNKNOWN speaks either verdict, but they do not add up.
  const goesOn = standing.state !== 'UNKNOWN' || standing.leaning === verdict;
  const against = goesOn ? standing.against + 1 : 1;
  if (against >= (verdict === 'pass' ? rise : fall)) return confirmed;
  return { state: standing.state, against, leaning: verdict, unheard: 0 };
}

function afterSilence(standing: Standing, fall: number): Standing {
  const unheard = standing.unheard + 1;
  if (standing.state === 'UNKNOWN') return { ...standing, unheard };
  return unheard >= fall ? { ...unknownStanding, unheard } : { ...standing, unheard };
}

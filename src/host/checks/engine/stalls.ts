/**
 * Time that the checker did not have: its thread was busy or not run (a stopped process, a starved machine), or the
 * machine slept. A timeout that ran out meanwhile says little about the member.
 */
export type Stalls = {
  /** To be told at each turn when it came and when it should have. Milliseconds. */
  readonly turn: (now: number, planned: number) => void;
  /** Milliseconds lost since the beginning: the difference of two moments is what was lost between them. */
  readonly lost: () => number;
  /** The worst lateness since this was asked last. */
  readonly takeWorst: () => number;
};

/** Timers are late by some milliseconds on every machine. */
const USUAL_MS = 20;

/** @param suspended milliseconds that the machine has slept so far; the other clock stands still meanwhile */
export function createStalls(suspended: () => number): Stalls {
  let slept = suspended();
  let lost = 0;
  let worst = 0;
  return {
    turn: (now, planned) => {
      const before = slept;
      slept = suspended();
      const late = Math.max(0, now - planned) + Math.max(0, slept - before);
      worst = Math.max(worst, late);
      if (late > USUAL_MS) lost += late;
    },
    lost: () => lost,
    takeWorst: () => {
      const taken = worst;
      worst = 0;
      return taken;
    },
  };
}

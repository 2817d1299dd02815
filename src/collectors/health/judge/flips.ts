/** When a member is flapping. Times in seconds. */
export type FlapSettings = { readonly transitions: number; readonly window: number; readonly calm: number };

/** How often a member came and went lately. Times are milliseconds of a clock that never goes backwards. */
export type Flips = {
  /** As decided last. */
  readonly state: 'ACTIVE' | 'INACTIVE' | undefined;
  /** When it changed, oldest first; none older than the window when the last was added. */
  readonly times: readonly number[];
  /** Whether it changed too often and has not been calm since. */
  readonly isHeld: boolean;
};

export const steady: Flips = { state: undefined, times: [], isHeld: false };

/** The flips after one more decision, which may be the one before again. */
export function flipped(
  { state: before, times, isHeld }: Flips,
  state: 'ACTIVE' | 'INACTIVE',
  now: number,
  { transitions, window }: FlapSettings,
): Flips {
  if (before === undefined || before === state) return { state, times, isHeld };
  const lately = [...times.filter((time) => now - time <= window * 1000), now].slice(-transitions - 1);
  return { state, times: lately, isHeld: isHeld || lately.length > transitions };
}

/** The flips at this moment: held no longer once nothing has changed for long enough. */
export function released(flips: Flips, now: number, { calm }: FlapSettings): Flips {
  const last = flips.times.at(-1);
  if (!flips.isHeld || (last !== undefined && now - last < calm * 1000)) return flips;
  return { ...flips, times: [], isHeld: false };
}

import { type CheckReason, type CheckResult, checkReasons } from '../../checks.ts';
import { verdictOf } from '../kind.ts';

/** The last checks of every member, in columns: a member costs some 200 bytes and a check no new object. */
export type Histories = {
  readonly add: (slot: number, at: number, reason: CheckReason, duration: number | undefined, detail?: string) => void;
  /** Oldest first; at most `KEPT`. */
  readonly of: (slot: number) => CheckResult[];
  readonly last: (slot: number) => CheckResult | undefined;
  /** The slot is another member's from now on. */
  readonly forget: (slot: number) => void;
};

const KEPT = 10;

export function createHistories(): Histories {
  let times = new Float64Array(0);
  let durations = new Float64Array(0);
  let reasons = new Uint8Array(0);
  let counts = new Uint32Array(0);
  const details: (string | undefined)[] = [];

  const makeRoom = (slot: number): void => {
    if (slot < counts.length) return;
    const length = Math.max(16, 2 * slot);
    times = copyOf(times, new Float64Array(KEPT * length));
    durations = copyOf(durations, new Float64Array(KEPT * length));
    reasons = copyOf(reasons, new Uint8Array(KEPT * length));
    counts = copyOf(counts, new Uint32Array(length));
  };

  /** @param number of the check, counted from the slot's first */
  const result = (slot: number, number: number): CheckResult => {
    const at = slot * KEPT + (number % KEPT);
    const reason = checkReasons[reasons[at] ?? 0] ?? 'untrusted';
    const duration = durations[at] ?? Number.NaN;
    return {
      at: times[at] ?? 0,
      verdict: verdictOf(reason),
      reason,
      ...(Number.isNaN(duration) ? {} : { duration }),
      ...(details[at] === undefined ? {} : { detail: details[at] }),
    };
  };

  return {
    add: (slot, time, reason, duration, detail) => {
      makeRoom(slot);
      const count = counts[slot] ?? 0;
      const at = slot * KEPT + (count % KEPT);
      times[at] = time;
      durations[at] = duration ?? Number.NaN;
      reasons[at] = checkReasons.indexOf(reason);
      if (detail !== undefined || details[at] !== undefined) details[at] = detail;
      counts[slot] = count + 1;
    },
    of: (slot) => {
      const count = counts[slot] ?? 0;
      const kept = Math.min(count, KEPT);
      return Array.from({ length: kept }, (_, index) => result(slot, count - kept + index));
    },
    last: (slot) => {
      const count = counts[slot] ?? 0;
      return count === 0 ? undefined : result(slot, count - 1);
    },
    forget: (slot) => {
      if (slot < counts.length) counts[slot] = 0;
    },
  };
}

function copyOf<Numbers extends Float64Array | Uint8Array | Uint32Array>(former: Numbers, larger: Numbers): Numbers {
  larger.set(former);
  return larger;
}

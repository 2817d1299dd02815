import type { CheckReport } from '../../../host/checks.ts';
import type { CheckerStanding } from '../tell/states.ts';

type Counters = CheckReport['checker'];

/** How the checker does. Times are milliseconds of a clock that never goes backwards. */
export type CheckerMemory = {
  readonly counters: Counters | undefined;
  /** When checks last had to wait for a socket. */
  readonly shortAt: number | undefined;
  /** When checks last came too late. */
  readonly lateAt: number | undefined;
  /** Nothing until there was something to compare with. */
  readonly standing: CheckerStanding | undefined;
};

export const unknownChecker: CheckerMemory = {
  counters: undefined,
  shortAt: undefined,
  lateAt: undefined,
  standing: undefined,
};

const CALM_MS = 60_000;

export function checkerReported(memory: CheckerMemory, counters: Counters, now: number): CheckerMemory {
  const { counters: before } = memory;
  if (before === undefined) return { ...memory, counters };
  const rose = (name: 'waited' | 'missed' | 'untrusted') => counters[name] > before[name];
  const shortAt = rose('waited') ? now : memory.shortAt;
  const lateAt = rose('missed') || rose('untrusted') ? now : memory.lateAt;
  const isRecent = (at: number | undefined) => at !== undefined && now - at < CALM_MS;
  return { counters, shortAt, lateAt, standing: { isShort: isRecent(shortAt), isLate: isRecent(lateAt) } };
}

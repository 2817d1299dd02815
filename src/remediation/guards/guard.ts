/**
 * All that can keep an action from being carried out. Every decision has the verdict of each; `plan` alone where there is
 * no plan to ask the others about.
 */
export const guardNames = [
  'plan',
  'mode',
  'dry_run',
  'approval',
  'freshness',
  'witness',
  'cooldown',
  'budget',
  'storm',
  'concurrency',
  'fleet',
  'ownership',
  'maintenance',
  'kill_switch',
  'escalation',
  'journal',
] as const;

export type GuardName = (typeof guardNames)[number];

/**
 * What a guard says, and why in one line. `unasked`: it asks others, and that only once all the rest agree.
 * `until` is when it may say something else by itself, in milliseconds since 1970.
 */
export type Verdict = {
  readonly guard: GuardName;
  readonly says: 'yes' | 'no' | 'unasked';
  readonly words: string;
  readonly until?: number;
};

export function yes(guard: GuardName, words: string): Verdict {
  return { guard, says: 'yes', words };
}

export function no(guard: GuardName, words: string, until?: number): Verdict {
  return until === undefined ? { guard, says: 'no', words } : { guard, says: 'no', words, until };
}

/** The guards that say no. */
export function objections(verdicts: readonly Verdict[]): readonly Verdict[] {
  return verdicts.filter(({ says }) => says === 'no');
}

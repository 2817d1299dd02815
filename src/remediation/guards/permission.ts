import { no, type Verdict, yes } from './guard.ts';
import type { Question } from './question.ts';

/** Whether the mode allows anything to be carried out. */
export function modeGuard({ limits: { mode } }: Pick<Question, 'limits'>): Verdict {
  if (mode === 'auto' || mode === 'approve') return yes('mode', `the mode is ${mode}`);
  return no('mode', `the mode is ${mode}: nothing is carried out`);
}

export function dryRunGuard({ global, handless }: Pick<Question, 'global' | 'handless'>): Verdict {
  if (handless !== undefined) return no('dry_run', handless);
  if (global.dry_run) return no('dry_run', 'remediation.dry_run is on: nothing is carried out');
  return yes('dry_run', 'this is no dry run');
}

export function approvalGuard({ limits: { mode }, approvedBy }: Pick<Question, 'limits' | 'approvedBy'>): Verdict {
  if (approvedBy !== undefined) return yes('approval', `${approvedBy} has said yes`);
  if (mode === 'auto') return yes('approval', 'the mode is auto: nobody is asked');
  return no('approval', 'nobody has said yes');
}

import type { CheckPlan, CheckTransition } from '../../checks.ts';
import type { PackedReport } from './packed-report.ts';

/** What the agent says to the checker's thread. */
export type ToChecker =
  | { readonly plan: CheckPlan }
  /** Asks for a report, by a number of its own. */
  | { readonly report: number }
  | { readonly end: true };

/** What the thread says. */
export type FromChecker =
  | { readonly transition: CheckTransition }
  | { readonly report: number; readonly found: PackedReport };

/** What the thread begins with. */
export type ThreadData = {
  /** See `Ledger`. */
  readonly descriptors: SharedArrayBuffer;
  /** One number, which changes as long as the thread is alive. */
  readonly pulse: SharedArrayBuffer;
};

import type { CheckPlan, CheckTransition } from '../../checks.ts';
import type { PackedReport } from './packed-report.ts';

/** What the agent says to the checker's thread. */
export type ToChecker =
  | { readonly plan: CheckPlan }
  /** Asks for a report, by a number of its own. */
  | { readonly report: number }
  /** It is done with the transitions that it was told last. */
  | { readonly heard: true }
  | { readonly end: true };

/** What the thread says. */
export type FromChecker =
  | { readonly transitions: readonly CheckTransition[] }
  | { readonly report: number; readonly found: PackedReport };

/** What the thread begins with. */
export type ThreadData = {
  /** See `Ledger`. */
  readonly descriptors: SharedArrayBuffer;
  /** One number, which changes as long as the thread is alive. */
  readonly pulse: SharedArrayBuffer;
};

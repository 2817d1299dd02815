import type { CheckReason, CheckTarget } from '../../checks.ts';
import type { Outcome } from '../kind.ts';

/** What a check may also find because it was not there in time to ask, to listen or to answer. */
const hearsay: readonly CheckReason[] = [
  'timeout',
  'reset',
  'closed',
  'not-resolved',
  'tls-failed',
  'wrong-status',
  'bad-answer',
];

/** How much of a timeout may be lost before a failure says more about the agent than about the member. */
const TOLERABLE = 0.25;

/**
 * What a check found, as far as it can be believed.
 * @param lost milliseconds of the check during which nobody attended to it
 */
export function believed(
  { timeout }: CheckTarget,
  outcome: Outcome,
  duration: number | undefined,
  lost: number,
): Outcome {
  const late = outcome.reason === 'ok' && duration !== undefined && duration > timeout;
  const found: Outcome = late ? { reason: 'timeout' } : outcome;
  if (lost <= TOLERABLE * timeout || !hearsay.includes(found.reason)) return found;
  return { reason: 'untrusted', detail: `${found.reason}, but the agent was not there for ${Math.round(lost)} ms` };
}

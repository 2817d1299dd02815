import { HostError } from '../../core/errors.ts';
import type { CheckListener, CheckPlan, Checks } from '../checks.ts';

/** Checks the members of a plan until the signal is aborted. */
export function beginChecks(_plan: CheckPlan, _listener: CheckListener, _signal: AbortSignal): Checks {
  return {
    replan: () => undefined,
    report: () => Promise.reject(new HostError('absent', 'checks', 'not built yet')),
  };
}

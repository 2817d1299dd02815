import type { Plan, PlanRequest, Refusal } from '../action.ts';
import { causeOf, otherCause } from './cause.ts';
import type { Evidence } from './evidence.ts';
import { growthOf } from './growth.ts';
import { lower } from './lower.ts';
import { writtenBefore } from './past.ts';
import { raise } from './raise.ts';
import type { ConntrackLimitSettings } from './settings.ts';
import { LIMIT } from './steps.ts';

export type LimitRequest = PlanRequest<ConntrackLimitSettings, Evidence>;

/** Raises the limit when it is in the way; lowers what was raised when nobody complains and it is asked for. */
export function planLimit(request: LimitRequest): Plan | Refusal {
  const { settings, alert } = request;
  const evidence = sinceOwnDeed(request);
  if (evidence.limit === 0) return { refused: `${LIMIT} is 0: there is no limit` };
  if (evidence.writable === false) {
    return {
      refused: `${LIMIT} can only be read from here: it is set in the first network namespace of the host, with the right to do so (CAP_NET_ADMIN) and /proc/sys not read-only`,
    };
  }
  const growth = growthOf(evidence, alert);
  const cause = causeOf(evidence, growth, settings);
  if (cause !== undefined) return raise({ evidence, settings }, growth, cause);
  if (alert.size === 0 && settings.lower_after !== undefined) return lower(request, settings.lower_after);
  return { refused: otherCause(evidence) };
}

/** The evidence without what the kernel has said before this action last set the limit: that was another limit. */
function sinceOwnDeed({ evidence, history, now }: LimitRequest): Evidence {
  const last = writtenBefore(history).at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  const said = evidence.log?.seconds_ago ?? null;
  if (said === null || now - said * 1000 > last) return evidence;
  return { ...evidence, log: { lines: 0, seconds_ago: null } };
}

import { formatDuration } from '../../core/duration.ts';
import type { Deed } from '../history.ts';
import { triggerKey } from '../trigger.ts';
import { no, type Verdict, yes } from './guard.ts';
import type { Question } from './question.ts';

const HOUR_MS = 3_600_000;

type Paced = Pick<Question, 'now' | 'action' | 'object' | 'limits' | 'global' | 'history'>;

/** Whether the object has been left in peace for long enough. A deed in the future (the clock was set back) counts as now. */
export function cooldownGuard({ now, action, object, limits, history }: Paced): Verdict {
  const last = history.deeds().findLast((deed) => deed.action === action && deed.object === object);
  if (last === undefined) return yes('cooldown', 'it has not been acted upon lately');
  const until = (last.end?.at ?? last.at) + limits.cooldown * 1000;
  const since = formatDuration(Math.max(0, Math.round((now - last.at) / 1000)));
  if (now >= until) return yes('cooldown', `it was last acted upon ${since} ago`);
  const wait = formatDuration(Math.ceil((until - now) / 1000));
  return no('cooldown', `it was acted upon ${since} ago (${last.id}): not again for ${wait}`, until);
}

/** Whether this action and this host have changes left in this hour. */
export function budgetGuard({ now, action, limits, global, history }: Paced): Verdict {
  const lately = history.deeds().filter(({ at }) => at > now - HOUR_MS);
  const own = lately.filter((deed) => deed.action === action);
  const used = `${own.length} of ${limits.perHour} for this action, ${lately.length} of ${global.per_hour} for the host`;
  if (own.length < limits.perHour && lately.length < global.per_hour) {
    return yes('budget', `changes within the last hour: ${used}`);
  }
  const counted = own.length >= limits.perHour ? own : lately;
  return no('budget', `there is nothing left for this hour: ${used}`, freeAgain(counted, HOUR_MS));
}

/** Whether so much was done in so short a time that a person has to look. The pipeline latches what this guard sees. */
export function stormGuard({ now, global: { storm }, history }: Paced): Verdict {
  const latched = history.latched();
  if (latched !== undefined) return no('storm', `${latched}; netsteward actions resume ends this`);
  const count = history.deeds().filter(({ at }) => at > now - storm.within * 1000).length;
  const words = `${count} changes within ${formatDuration(storm.within)}`;
  return count < storm.times ? yes('storm', words) : no('storm', `this is a storm: ${words}`);
}

/** When the oldest of them is out of the count; nothing when none is. */
function freeAgain(deeds: readonly Deed[], span: number): number | undefined {
  const [oldest] = deeds;
  return oldest === undefined ? undefined : oldest.at + span;
}

/** Whether it has helped so far. What has not helped so often is for a person. */
export function escalationGuard(question: Paced & Pick<Question, 'trigger'>): Verdict {
  const { action, object, trigger, limits, history } = question;
  const failures = history.failures(action, object);
  const again = 'netsteward actions resume lets it be tried again';
  if (failures >= limits.attempts) {
    return no('escalation', `it did not help ${failures} times in a row: this is for a person; ${again}`);
  }
  // An alert that is still there was not helped, whatever was proven. The clock asks for the same again and again.
  const attempts = trigger.by === 'alert' ? history.attempts(action, object, triggerKey(trigger)) : failures;
  if (attempts >= limits.attempts) {
    return no('escalation', `it was tried ${attempts} times and the alert is still there: this is for a person`);
  }
  return yes('escalation', `attempt ${attempts + 1} of ${limits.attempts}`);
}

import { perSecond } from '../../bonding/assess/standby.ts';
import { activeOf, type BondEvidence, type MemberEvidence } from '../../bonding/evidence.ts';
import { formatDuration } from '../../core/duration.ts';
import type { Judgement, JudgeRequest } from '../action.ts';
import type { FailoverSettings } from './settings.ts';

/** Whether the bond is better off than before. */
export function judgeFailover({
  settings,
  plan,
  before,
  after,
  seconds,
}: Pick<
  JudgeRequest<FailoverSettings, BondEvidence>,
  'settings' | 'plan' | 'before' | 'after' | 'seconds'
>): Judgement {
  const wanted = plan.steps[0]?.args[before.source === 'kernel' ? 'slave' : 'member'];
  const old = activeOf(before);
  const now = activeOf(after);
  if (now === undefined) return worse('no member is active any more');
  if (now.name !== wanted)
    return worse(`${now.name} is active and not ${wanted}: the bond or somebody has turned it again`);
  if (now.link !== 'up') return worse(`the link of ${now.name} is ${now.link}`);
  const rate = errorRate(now, before, seconds);
  const limit = Math.max(settings.error_rate, old?.errors_per_second ?? 0);
  if (rate >= limit) return worse(`${now.name} has ${perSecond(rate)} errors a second`);
  if (rate >= settings.error_rate) return waiting(`${now.name} still has ${perSecond(rate)} errors a second`);
  return byPath(now, seconds, settings);
}

function byPath(now: MemberEvidence, seconds: number, { grace, calm_for: calm }: FailoverSettings): Judgement {
  switch (now.path) {
    case 'alive':
      return {
        effect: 'proven',
        words: `${now.name} is active, ${now.path_words} behind it, and its errors do not rise`,
      };
    case 'dead':
      return seconds < grace
        ? waiting(`behind ${now.name} ${now.path_words} yet`)
        : worse(`behind ${now.name} ${now.path_words}`);
    default:
      return seconds < calm
        ? waiting(`${now.name} is active, and nobody can be asked behind it: ${now.path_words}`)
        : { effect: 'proven', words: `${now.name} is active and had no errors for ${formatDuration(calm)}` };
  }
}

/** Errors a second of the new active link: during this look, or since the failover, whichever is worse. */
function errorRate(now: MemberEvidence, before: BondEvidence, seconds: number): number {
  const then = before.members.find(({ name }) => name === now.name)?.errors ?? null;
  const since = then === null || now.errors === null || seconds <= 0 ? 0 : Math.max(0, now.errors - then) / seconds;
  return Math.max(since, now.errors_per_second ?? 0);
}

function worse(words: string): Judgement {
  return { effect: 'worse', words };
}

function waiting(words: string): Judgement {
  return { effect: 'waiting', words };
}

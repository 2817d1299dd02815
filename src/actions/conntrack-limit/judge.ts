import { formatByteSize } from '../../core/byte-size.ts';
import { formatDuration } from '../../core/duration.ts';
import type { Judgement, JudgeRequest } from '../action.ts';
import { percent, tableOf, usageOf } from './cause.ts';
import type { Evidence, Losses } from './evidence.ts';
import { lostToFullTable } from './growth.ts';
import { bytesMissing } from './memory.ts';
import type { ConntrackLimitSettings } from './settings.ts';
import { LIMIT } from './steps.ts';

/** Reads back what was set, and asks the table and the counters of losses whether it has helped. */
export function judgeLimit(request: JudgeRequest<ConntrackLimitSettings, Evidence>): Judgement {
  const { plan, before, after, seconds, settings } = request;
  const set = plan.steps.find(({ kind, args }) => kind === 'sysctl' && args.name === LIMIT)?.args.value;
  if (after.limit !== set) return waiting(`${LIMIT} is ${after.limit} and not ${set}: somebody else has set it`);
  const isRaise = after.limit > before.limit;
  const missing = bytesMissing(after, after.limit);
  if (isRaise && missing > 0) {
    return {
      effect: 'worse',
      words: `memory is short: a full table would need ${formatByteSize(missing)} more than there is`,
    };
  }
  const used = `${tableOf(after)} is ${percent(usageOf(after))} full (${after.entries} of ${after.limit})`;
  const loss = lossesOf(before, after);
  const isTooFull = usageOf(after) >= settings.below;
  if (!isRaise && (isTooFull || loss.since !== undefined)) {
    return { effect: 'worse', words: [used, ...(loss.since === undefined ? [] : [loss.since])].join('; ') };
  }
  if (seconds - after.seconds < settings.settle) {
    return waiting(`${used}; losses count from ${formatDuration(settings.settle)} after the change on`);
  }
  if (isTooFull) return waiting(used);
  if (loss.since !== undefined) return waiting(`${used}, but ${loss.since}`);
  return { effect: 'proven', words: `${LIMIT} is ${after.limit}, ${used}, ${loss.words}` };
}

function waiting(words: string): Judgement {
  return { effect: 'waiting', words };
}

/** What is lost still, in `since` what speaks against the change. */
function lossesOf(before: Evidence, after: Evidence): { readonly since?: string; readonly words: string } {
  const { lost } = after;
  if (lost === null) {
    if (before.lost === null) return { words: 'and losses can not be counted here' };
    const since = 'the counters of losses can not be read any more';
    return { since, words: since };
  }
  const words = `${lost.drop} drops, ${lost.early_drop} early drops and ${lost.insert_failed} failed inserts within ${formatDuration(after.seconds)}`;
  if (lostToFullTable(lost) > 0) return { since: words, words };
  if (lost.insert_failed === 0) return { words: 'and nothing is lost any more' };
  // Failed inserts that came as fast before have another cause than the limit, and the limit can't end them.
  const isOld = rate(lost, after.seconds) <= rate(before.lost, before.seconds);
  return isOld ? { words: `and inserts fail no more often than before (${words})` } : { since: words, words };
}

function rate(lost: Losses | null, seconds: number): number {
  return (lost?.insert_failed ?? 0) / seconds;
}

import { formatByteSize } from '../../core/byte-size.ts';
import { formatDuration } from '../../core/duration.ts';
import type { Judgement, JudgeRequest } from '../action.ts';
import type { OvsConntrackEvidence } from './evidence.ts';
import { bytesMissing } from './memory.ts';
import { percent, usageWords } from './plan.ts';
import type { OvsConntrackLimitSettings } from './settings.ts';

type Request = JudgeRequest<OvsConntrackLimitSettings, OvsConntrackEvidence>;

/** Reads back what was set, and asks the table and its counters whether it has helped. */
export function judgeLimit({ plan, settings, after, seconds }: Request): Judgement {
  const set = plan.steps.find(({ kind }) => kind === 'ovs-ct-maxconns')?.args.value;
  if (after.limit !== set) return waiting(`the limit is ${after.limit} and not ${set}: somebody else has set it`);
  const missing = bytesMissing(after);
  if (missing > 0) {
    const words = `memory is short: a full table would need ${formatByteSize(missing)} more than there is`;
    return { effect: 'worse', words };
  }
  const usage = usageWords(after);
  // The look itself takes a while, and what it counted must have happened after the change had settled.
  if (seconds - after.seconds < settings.settle) {
    return waiting(`${usage}; refusals count from ${formatDuration(settings.settle)} after the change on`);
  }
  if (after.connections >= after.limit * settings.below) {
    return waiting(`${usage}, and less than ${percent(settings.below)} is wanted`);
  }
  if (after.rejected > 0) return waiting(`${usage}, but refused ${after.rejected} connections`);
  return { effect: 'proven', words: `the limit is ${after.limit}, ${usage}, and it refuses nothing any more` };
}

function waiting(words: string): Judgement {
  return { effect: 'waiting', words };
}

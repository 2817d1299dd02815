import { formatDuration } from '../../core/duration.ts';
import type { Plan, PlanRequest, Refusal } from '../action.ts';
import { otherCause, percent, tableOf } from './cause.ts';
import type { Evidence } from './evidence.ts';
import { bucketSetting, fileSetting, limitSetting, originOf, type Written, writtenBefore } from './past.ts';
import type { ConntrackLimitSettings } from './settings.ts';
import { LIMIT, type Sizes, stepsBetween } from './steps.ts';

/** The fullest table has to use less than this share of the limit that comes back. */
const CALM = 0.5;

/** Brings back the limit that was there before this action has raised it, when all has been calm for so many seconds. */
export function lower(
  request: Pick<PlanRequest<ConntrackLimitSettings, Evidence>, 'evidence' | 'settings' | 'history' | 'now'>,
  calmFor: number,
): Plan | Refusal {
  const { evidence, settings, history, now } = request;
  const written = writtenBefore(history);
  const origin = originOf(written, limitSetting, String(evidence.limit));
  if (origin === undefined || Number(origin.value) >= evidence.limit) return { refused: otherCause(evidence) };
  const limit = Number(origin.value);
  const raised = `the limit was raised to ${evidence.limit} ${formatDuration(Math.round((now - origin.at) / 1000))} ago`;
  const busy = whatIsBusy(evidence, limit, (now - origin.at) / 1000, calmFor);
  if (busy !== undefined) return { refused: `${raised}, and is not lowered: ${busy}` };
  const from: Sizes = { limit: evidence.limit, ...setNow(evidence) };
  const to: Sizes = { limit, ...broughtBack(written, from, settings.persist_file) };
  const path = settings.persist_file;
  return {
    summary: `lower ${LIMIT} from ${from.limit} to ${to.limit}: ${raised}, and nothing was wrong since`,
    steps: stepsBetween(from, to, evidence, path),
    expects: `${LIMIT} is ${limit}, ${tableOf(evidence)} is less than ${percent(settings.below)} full, and nothing is lost`,
    undo: stepsBetween(to, from, evidence, path).toReversed(),
    witness: {
      name: 'a second count, read from nf_conntrack_count',
      agrees: evidence.entries < limit * CALM,
      words: `${evidence.entries} connections in ${tableOf(evidence)}`,
    },
  };
}

/** Why it is too early, in words. */
function whatIsBusy(evidence: Evidence, limit: number, seconds: number, calmFor: number): string | undefined {
  const { fullest, log, entries } = evidence;
  if (seconds < calmFor) return `it is to be calm for ${formatDuration(calmFor)}`;
  if (fullest === null) return 'the tables of the other network namespaces can not be seen';
  const most = Math.max(entries, fullest.entries);
  if (most >= limit * CALM) return `${tableOf(fullest)} holds ${most} connections, which is too much for ${limit}`;
  const ago = log?.seconds_ago ?? Number.POSITIVE_INFINITY;
  if (ago <= Math.min(calmFor, seconds))
    return `a table was full ${formatDuration(Math.round(ago))} ago by the kernel's log`;
  return undefined;
}

function setNow({ buckets, buckets_by, file }: Evidence): Omit<Sizes, 'limit'> {
  return { ...(buckets === null || buckets_by === 'nothing' ? {} : { buckets }), ...(file === null ? {} : { file }) };
}

/** What else was set along with the limit and is still as it was left. */
function broughtBack(written: readonly Written[], now: Sizes, path: string): Omit<Sizes, 'limit'> {
  const buckets = originOf(written, bucketSetting, String(now.buckets));
  const file = now.file === undefined ? undefined : originOf(written, fileSetting(path), now.file);
  return {
    ...(buckets === undefined ? {} : { buckets: Number(buckets.value) }),
    ...(file === undefined ? {} : { file: file.value }),
  };
}

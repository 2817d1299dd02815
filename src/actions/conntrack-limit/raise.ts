import { formatDuration } from '../../core/duration.ts';
import { printable } from '../../core/printable.ts';
import { isRefusal, type Plan, type PlanRequest, type Refusal } from '../action.ts';
import { bucketsFor } from './buckets.ts';
import { loneCause, percent, tableOf } from './cause.ts';
import type { Evidence } from './evidence.ts';
import { newLimit } from './new-limit.ts';
import type { ConntrackLimitSettings } from './settings.ts';
import { fileOf, isOurs, LIMIT, type Sizes, stepsBetween } from './steps.ts';
import { witnessOf } from './witness.ts';

/** @param cause why the limit is in the way */
export function raise(
  { evidence, settings }: Pick<PlanRequest<ConntrackLimitSettings, Evidence>, 'evidence' | 'settings'>,
  growth: number,
  cause: string,
): Plan | Refusal {
  const lone = loneCause(evidence, settings);
  if (lone !== undefined && settings.when_one_namespace === 'refuse') {
    return {
      refused: `${loneWords(evidence, lone)}: ${cause}; see what fills it there, or set when_one_namespace to raise`,
    };
  }
  const found = newLimit(evidence, growth, settings);
  if (isRefusal(found)) return { refused: `${cause}, but ${found.refused}` };
  const from = sizesNow(evidence);
  const to = sizesAt(found.limit, evidence);
  const { persist_file: path } = settings;
  return {
    summary: [
      `raise ${LIMIT} from ${from.limit} to ${to.limit}${bucketWords(from, to)}: ${cause}`,
      ...(growth > 0 ? [`it grows by ${Math.ceil(growth)} a second`] : []),
      ...(lone === undefined ? [] : [`${loneWords(evidence, lone)}, and the limit is one for all`]),
      ...fileWords(evidence, path),
    ].join('; '),
    steps: stepsBetween(from, to, evidence, path),
    expects: `${LIMIT} is ${to.limit}, ${tableOf(evidence)} is less than ${percent(settings.below)} full, and ${formatDuration(settings.settle)} after the raise no more is lost`,
    undo: stepsBetween(to, from, evidence, path).toReversed(),
    witness: witnessOf(evidence, growth, settings),
  };
}

/** What is there now, as far as the action may set it. */
function sizesNow({ limit, buckets, buckets_by, file }: Evidence): Sizes {
  return {
    limit,
    ...(buckets === null || buckets_by === 'nothing' ? {} : { buckets }),
    ...(file === null || !isOurs(file) ? {} : { file }),
  };
}

function sizesAt(limit: number, evidence: Evidence): Sizes {
  const { buckets, file } = sizesNow(evidence);
  const more = buckets === undefined ? {} : { buckets: bucketsFor(limit, { limit: evidence.limit, buckets }) };
  // Only newer kernels can be told the buckets by a sysctl.
  const kept = evidence.buckets_by === 'sysctl' ? { limit, ...more } : { limit };
  return { limit, ...more, ...(file === undefined ? {} : { file: fileOf(kept) }) };
}

function bucketWords(from: Sizes, to: Sizes): string {
  return from.buckets === to.buckets ? '' : ` and its buckets from ${from.buckets} to ${to.buckets}`;
}

function loneWords({ netns, entries }: Evidence, share: number): string {
  return `network namespace ${printable(netns)} alone has ${percent(share)} of all connections (${entries})`;
}

function fileWords({ file }: Evidence, path: string): readonly string[] {
  return file === null || isOurs(file)
    ? []
    : [`${path} is not ours (${file}) and stays: a reboot brings the old limit back`];
}

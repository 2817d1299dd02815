import { messageOf } from '../../../core/errors.ts';
import { type PlannedPool, planPool } from '../plan/planned.ts';
import { mistakesOf, poolsIn } from './pool-text.ts';

/** How long a file has to stay as it is before it is believed: those who write it may not be done. */
export const SETTLE_MS = 400;
/** Of a file that never stays as it is, what is seen after this time is taken when there is no mistake in it. */
const RESTLESS_MS = 5_000;
/** How long a file has to be unreadable before that is told: on a busy machine a read may come too late. */
const UNREADABLE_MS = 5_000;

/** What is known of one file. */
export type PoolFile = {
  readonly path: string;
  /** Its pools as they are in force; `undefined` while it never held any that could be used. */
  readonly pools: readonly PlannedPool[] | undefined;
  /** Why what is in it is not in force. */
  readonly error: string | undefined;
  readonly isUnreadable: boolean;
  /** The text that was judged last. */
  readonly text: string | undefined;
  /** What was seen instead, and since when; it is judged when it lasts. */
  readonly instead: Sight | undefined;
};

/** `changingSince`: when the file was last known to be as it was judged. */
type Sight = { readonly seen: Seen; readonly since: number; readonly changingSince: number };

/** What a look at a file showed. */
export type Seen = { readonly text: string } | { readonly failure: unknown } | 'gone';

/** What has to last for a moment before it is judged: every change, only what can't be used, or nothing. */
export type Patience = 'for all' | 'for mistakes' | 'none';

export function newFile(path: string): PoolFile {
  return { path, pools: undefined, error: undefined, isUnreadable: false, text: undefined, instead: undefined };
}

/**
 * The file after one more look at it; `undefined` when it is gone.
 * @param now milliseconds of a clock that never goes backwards
 */
export async function lookedAt(
  file: PoolFile,
  seen: Seen,
  now: number,
  patience: Patience,
): Promise<PoolFile | undefined> {
  const { instead: before } = file;
  if (isKnown(file, seen)) return before === undefined ? file : { ...file, instead: undefined };
  const same = before !== undefined && isSame(before.seen, seen);
  const instead = { seen, since: same ? before.since : now, changingSince: before?.changingSince ?? now };
  const enough = seen === 'gone' || isText(seen) ? SETTLE_MS : UNREADABLE_MS;
  if (patience === 'none' || now - instead.since >= enough) return await judged(file, seen);
  const isRestless = now - instead.changingSince >= RESTLESS_MS;
  if ((patience === 'for mistakes' || isRestless) && isText(seen)) {
    const judgement = await judged(file, seen);
    if (judgement?.error === undefined) return judgement;
  }
  return { ...file, instead };
}

async function judged(file: PoolFile, seen: Seen): Promise<PoolFile | undefined> {
  if (seen === 'gone') return undefined;
  const settled = { ...file, isUnreadable: false, instead: undefined };
  if (!isText(seen)) return { ...settled, isUnreadable: true, error: messageOf(seen.failure) };
  try {
    const pools = (await poolsIn(file.path, seen.text)).map((pool) => planPool(pool, file.path));
    return { ...settled, text: seen.text, error: undefined, pools };
  } catch (error) {
    return { ...settled, text: seen.text, error: mistakesOf(error) };
  }
}

/** Whether this look shows what the file is known for. One that could not be read is judged again when it can. */
function isKnown({ text, isUnreadable }: PoolFile, seen: Seen): boolean {
  if (isText(seen)) return seen.text === text && !isUnreadable;
  // Why it can't be read is told once: a read that hangs has another message each time.
  return seen !== 'gone' && isUnreadable;
}

function isSame(a: Seen, b: Seen): boolean {
  if (a === 'gone' || b === 'gone') return a === b;
  if (isText(a) || isText(b)) return isText(a) && isText(b) && a.text === b.text;
  return true;
}

function isText(seen: Seen): seen is { readonly text: string } {
  return typeof seen === 'object' && 'text' in seen;
}

import type { Host } from '../host/host.ts';
import type { BookKeeping } from './book-keeping.ts';
import type { History } from './history.ts';
import type { EntryOf } from './journal/entry.ts';
import { openStep } from './steps/catalogue.ts';

/**
 * How long a setting is watched that a deed has left. Whoever keeps a setting at its own value (a daemon, a run of a
 * configuration manager) does so within this time; later changes are somebody's will, or the kernel's.
 */
const WATCHED_MS = 3_600_000;
const LOOK_MS = 15_000;

export type RevertWatchOptions = {
  readonly books: Pick<BookKeeping, 'history' | 'record'>;
  readonly host: Host;
  /** Milliseconds since 1970. */
  readonly bootedAt: number;
  readonly now: () => number;
  readonly leaving: AbortSignal;
};

/** Records what somebody else has changed of what deeds have left. One look at a time, so that nothing is counted twice. */
export function createRevertWatch(options: RevertWatchOptions): { readonly look: () => Promise<void> } {
  const { books, host, bootedAt, now, leaving } = options;
  const lookOnce = async () => {
    if (leaving.aborted || books.history.left().length === 0) return;
    const signal = AbortSignal.any([leaving, AbortSignal.timeout(LOOK_MS)]);
    for (const reverted of await findReverts(books.history, host, bootedAt, now(), signal))
      await books.record(reverted);
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    look: () => {
      const turn = last.then(lookOnce);
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}

/** Settings that are not any more as the last deed has left them. What can't be read now is not told. */
async function findReverts(
  history: History,
  host: Host,
  bootedAt: number,
  now: number,
  signal: AbortSignal,
): Promise<readonly EntryOf<'reverted'>[]> {
  const isOurs = (name: string) => history.open().some(({ settings }) => settings.some((one) => one.name === name));
  const found: EntryOf<'reverted'>[] = [];
  for (const { id, setting, step, at } of history.left()) {
    // A boot brings settings back to what they are at boot; nobody has changed them.
    if (at < bootedAt || now - at > WATCHED_MS || isOurs(setting.name)) continue;
    const current = await openStep(step)
      .current?.(host, signal)
      .catch(() => undefined);
    if (current === undefined || current === setting.value) continue;
    // A deed of ours may have begun while it was read, or even be over.
    const isLeft = history.left().some((one) => one.id === id && one.setting.name === setting.name);
    if (!isLeft || isOurs(setting.name)) continue;
    found.push({ what: 'reverted', id, setting: setting.name, ours: setting.value, found: current });
  }
  return found;
}

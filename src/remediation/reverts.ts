import type { Host } from '../host/host.ts';
import type { History } from './history.ts';
import type { EntryOf } from './journal/entry.ts';
import { openStep } from './steps/catalogue.ts';

/**
 * How long a setting is watched that a deed has left. Whoever keeps a setting at its own value (a daemon, a run of a
 * configuration manager) does so within this time; later changes are somebody's will, or the kernel's.
 */
const WATCHED_MS = 3_600_000;

/** Settings that are not any more as the last deed has left them. What can't be read now is not told. */
export async function findReverts(
  history: History,
  host: Host,
  bootedAt: number,
  now: number,
  signal: AbortSignal,
): Promise<readonly EntryOf<'reverted'>[]> {
  const acted = new Set(history.open().flatMap(({ settings }) => settings.map(({ name }) => name)));
  const found: EntryOf<'reverted'>[] = [];
  for (const { id, setting, step, at } of history.left()) {
    // A boot brings settings back to what they are at boot; nobody has changed them.
    if (at < bootedAt || now - at > WATCHED_MS || acted.has(setting.name)) continue;
    const current = await openStep(step)
      .current?.(host, signal)
      .catch(() => undefined);
    if (current === undefined || current === setting.value) continue;
    found.push({ what: 'reverted', id, setting: setting.name, ours: setting.value, found: current });
  }
  return found;
}

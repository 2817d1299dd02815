import type { KeptAlert } from '../alerts/engine/engine.ts';
import { writeAlert } from '../alerts/engine/kept-alerts.ts';
import type { Store } from '../store/store.ts';

/** Alerts as the store keeps them for the next run. */
export type AlertNotes = {
  readonly read: () => readonly string[];
  /** Writes what differs from what is written; how long a pending alert has held, every few seconds. */
  readonly write: (kept: ReadonlyMap<string, KeptAlert>) => void;
};

const OWNER = 'alerts';
const SERVED_MS = 10_000;

export function createAlertNotes(store: Store): AlertNotes {
  const written = new Map<string, string>([...store.notes(OWNER).keys()].map((key) => [key, '']));

  const signOf = ({ state, flapping, firedAt, keptSince, seenAt, activeAt }: KeptAlert): string => {
    const times = [activeAt, firedAt, keptSince, state === 'pending' ? Math.floor(seenAt / SERVED_MS) : 0];
    return [state, flapping, ...times].join();
  };

  return {
    read: () => [...store.notes(OWNER).values()],
    write: (kept) => {
      for (const key of written.keys()) {
        if (kept.has(key)) continue;
        written.delete(key);
        store.note(OWNER, key, undefined);
      }
      for (const [key, alert] of kept) {
        const sign = signOf(alert);
        if (written.get(key) === sign) continue;
        written.set(key, sign);
        store.note(OWNER, key, writeAlert(alert));
      }
    },
  };
}

import type { DeliveredAlert } from './payload.ts';
import type { ReceivedAlert } from './received-alert.ts';

/** The firing alerts that others have told of, one for each fingerprint. */
export type ReceivedBook = {
  /** Takes a delivery, or nothing of it when there is no room for its new alerts. */
  readonly take: (alerts: readonly DeliveredAlert[], now: number) => ReceivedChange | 'full';
  /** Ends those of which nobody has told any more for too long. */
  readonly expire: (now: number) => ReceivedChange;
  readonly active: () => readonly ReceivedAlert[];
};

export type ReceivedChange = {
  readonly begun: readonly ReceivedAlert[];
  readonly ended: readonly EndedAlert[];
  /** Those that were told of again, and had been for a while when they were last noted. */
  readonly again: readonly ReceivedAlert[];
};

export type EndedAlert = { readonly alert: ReceivedAlert; readonly endedAt: number; readonly isForgotten: boolean };

export type ReceivedBookOptions = {
  /** Milliseconds after which an alert has ended that nobody tells of any more. */
  readonly resolveTimeout: number;
  readonly limit: number;
  /** Alerts of the run before. */
  readonly kept: readonly ReceivedAlert[];
};

export function createReceivedBook({ resolveTimeout, limit, kept }: ReceivedBookOptions): ReceivedBook {
  const active = new Map(kept.map((alert) => [alert.fingerprint, alert]));

  const fire = (one: DeliveredAlert, now: number, change: Changes) => {
    const { isFiring: _, ...told } = one;
    const before = active.get(one.fingerprint);
    // What was overtaken by a newer alert on its way is over.
    if (before !== undefined && before.startsAt > one.startsAt) return;
    const isSame = before?.startsAt === one.startsAt;
    const alert = { ...told, receivedAt: isSame ? before.receivedAt : now, seenAt: now };
    active.set(one.fingerprint, alert);
    if (isSame) change.again.push(alert);
    else change.begun.push(alert);
    if (before !== undefined && !isSame)
      change.ended.push({ alert: before, endedAt: one.startsAt, isForgotten: false });
  };

  const end = (one: DeliveredAlert, now: number, change: Changes) => {
    const before = active.get(one.fingerprint);
    if (before === undefined || before.startsAt > one.startsAt) return;
    active.delete(one.fingerprint);
    change.ended.push({ alert: before, endedAt: one.endsAt ?? now, isForgotten: false });
  };

  return {
    take: (alerts, now) => {
      const fresh = new Set(
        alerts.flatMap((one) => (one.isFiring && !active.has(one.fingerprint) ? [one.fingerprint] : [])),
      );
      if (fresh.size > 0 && active.size + fresh.size > limit) return 'full';
      const change: Changes = { begun: [], ended: [], again: [] };
      for (const one of alerts) {
        if (one.isFiring) fire(one, now, change);
        else end(one, now, change);
      }
      return change;
    },
    expire: (now) => {
      const ended: EndedAlert[] = [];
      for (const alert of active.values()) {
        const endedAt = Math.max(alert.endsAt ?? 0, alert.seenAt) + (alert.endsAt === undefined ? resolveTimeout : 0);
        if (endedAt > now) continue;
        active.delete(alert.fingerprint);
        ended.push({ alert, endedAt, isForgotten: true });
      }
      return { begun: [], ended, again: [] };
    },
    active: () => [...active.values()],
  };
}

type Changes = { begun: ReceivedAlert[]; ended: EndedAlert[]; again: ReceivedAlert[] };

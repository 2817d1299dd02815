import type { OutgoingAlert } from '../../core/outgoing-alert.ts';
import { type KeptAlert, readKept, writeKept } from './kept-alert.ts';

/** What one Alertmanager is to know, and what it may know already: one entry for each set of labels. */
export type SendBook = {
  /** Takes all alerts that fire now. Those that were sent and do not fire any more are to be told as ended. */
  readonly update: (firing: readonly OutgoingAlert[], at: Instant) => void;
  /** What has to be sent now, longest due first. It is noted durably before this returns: a crash may come after the sending. */
  readonly take: (at: Instant, most: number) => readonly Sending[];
  /** The Alertmanager has taken these, or would never take them as they are. */
  readonly settle: (sendings: readonly Sending[], at: Instant, outcome: 'taken' | 'refused') => void;
  /** When something is due next, on the steady clock; Infinity when nothing is. */
  readonly nextDue: () => number;
  readonly counts: (at: Instant) => BookCounts;
};

/** One moment on two clocks, in milliseconds: waits go by the one that nobody sets. */
export type Instant = { readonly wall: number; readonly steady: number };

export type Sending = {
  readonly alert: KeptAlert;
  /** Tells whether the alert has changed since. */
  readonly change: number;
};

export type BookCounts = {
  /** Alerts that are due and not taken yet. */
  readonly waiting: number;
  /** Alerts that found no room, or that the Alertmanager would not have. */
  readonly dropped: number;
};

export type SendBookOptions = {
  /** Milliseconds. */
  readonly resend: number;
  readonly limit: number;
  /** What earlier runs have noted, by key. */
  readonly notes: ReadonlyMap<string, string>;
  readonly note: (key: string, text: string | undefined) => void;
};

type Entry = {
  alert: KeptAlert;
  change: number;
  /** Whether the Alertmanager may have heard of it: it was sent, if only without an answer. */
  isNoted: boolean;
  isDelivered: boolean;
  due: number;
  /** On the steady clock. */
  endedAt: number;
};

/** As long as Prometheus goes on telling that an alert has ended, for Alertmanagers that lose what they know. */
export const TELL_ENDED_MS = 15 * 60_000;

export function createSendBook({ resend, limit, notes, note }: SendBookOptions): SendBook {
  const entries = new Map<string, Entry>();
  let refused: ReadonlySet<string> = new Set();
  let dropped = 0;
  let changes = 0;

  for (const [key, text] of notes) {
    const alert = readKept(text);
    if (alert === undefined) note(key, undefined);
    else {
      changes += 1;
      entries.set(key, { alert, change: changes, isNoted: true, isDelivered: false, due: 0, endedAt: 0 });
    }
  }

  const forget = (key: string, entry: Entry) => {
    entries.delete(key);
    if (entry.isNoted) note(key, undefined);
  };

  /** Makes room by forgetting an end that the Alertmanager knows of. */
  const hasRoom = (): boolean => {
    if (entries.size < limit) return true;
    for (const [key, entry] of entries) {
      if (entry.alert.resolvedAt === undefined || !entry.isDelivered) continue;
      forget(key, entry);
      return true;
    }
    return false;
  };

  const turn = (entry: Entry, alert: KeptAlert, at: Instant) => {
    changes += 1;
    Object.assign(entry, { alert, change: changes, isDelivered: false, due: at.steady, endedAt: at.steady });
  };

  const fire = (alert: OutgoingAlert, at: Instant): boolean => {
    const { key, labels, annotations, startsAt } = alert;
    const wanted: KeptAlert = { labels, annotations, startsAt, resolvedAt: undefined };
    const entry = entries.get(key);
    if (entry === undefined) {
      if (!hasRoom()) return false;
      const added = { alert: wanted, change: 0, isNoted: false, isDelivered: false, due: at.steady, endedAt: 0 };
      entries.set(key, added);
      turn(added, wanted, at);
    } else if (entry.alert.resolvedAt !== undefined || entry.alert.startsAt !== startsAt) {
      turn(entry, wanted, at);
      if (entry.isNoted) note(key, writeKept(wanted));
    } else entry.alert = wanted;
    return true;
  };

  const end = (key: string, entry: Entry, silence: string | undefined, at: Instant) => {
    if (!entry.isNoted) return forget(key, entry);
    const { alert } = entry;
    const annotations =
      silence === undefined ? alert.annotations : new Map([...alert.annotations, ['silence', silence]]);
    turn(entry, { ...alert, annotations, resolvedAt: Math.max(at.wall, alert.startsAt) }, at);
    note(key, writeKept(entry.alert));
  };

  const forgetOld = (key: string, entry: Entry, at: Instant) => {
    if (entry.isDelivered && at.steady - entry.endedAt >= TELL_ENDED_MS) forget(key, entry);
  };

  return {
    update: (firing, at) => {
      const all = new Map(firing.map((alert) => [alert.key, alert]));
      for (const [key, entry] of entries) {
        const now = all.get(key);
        if (entry.alert.resolvedAt !== undefined) forgetOld(key, entry, at);
        else if (now === undefined || now.silence !== undefined) end(key, entry, now?.silence, at);
      }
      const without = new Set<string>();
      for (const [key, alert] of all) if (alert.silence === undefined && !fire(alert, at)) without.add(key);
      dropped += [...without].filter((key) => !refused.has(key)).length;
      refused = without;
    },
    take: (at, most) => {
      const due = [...entries].filter(([, entry]) => entry.due <= at.steady);
      const first = due.sort(([, a], [, b]) => a.due - b.due).slice(0, most);
      return first.map(([key, entry]) => {
        if (!entry.isNoted) note(key, writeKept(entry.alert));
        entry.isNoted = true;
        return { alert: entry.alert, change: entry.change };
      });
    },
    settle: (sendings, at, outcome) => {
      if (outcome === 'refused') dropped += sendings.length;
      const settled = new Set(sendings.map(({ change }) => change));
      for (const entry of entries.values()) {
        if (!settled.has(entry.change)) continue;
        entry.due = at.steady + resend;
        entry.isDelivered = true;
      }
    },
    nextDue: () => {
      let next = Number.POSITIVE_INFINITY;
      for (const { due } of entries.values()) next = Math.min(next, due);
      return next;
    },
    counts: ({ steady }) => {
      let waiting = 0;
      for (const { due } of entries.values()) if (due <= steady) waiting += 1;
      return { waiting, dropped };
    },
  };
}

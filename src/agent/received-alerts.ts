import type { Logger } from 'pino';
import { receivedKinds, receivedMetrics, receivedName } from '../alerts/about.ts';
import type { AlertSettings } from '../alerts/settings.ts';
import { readReceived, writeReceived } from '../alerts/webhook/kept-received.ts';
import type { ReceivedAlert } from '../alerts/webhook/received-alert.ts';
import { createReceivedBook, type ReceivedChange } from '../alerts/webhook/received-book.ts';
import { begunReceived, endedReceived, stateOfReceived } from '../alerts/webhook/told.ts';
import type { Occurrence } from '../core/definition.ts';
import { type Family, pointSet } from '../core/metric.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { type State, statesOf } from '../core/state.ts';
import type { Route } from '../exporters/exporter.ts';
import type { Store } from '../store/store.ts';
import { webhookRoute } from './webhook-route.ts';

/** The alerts that Alertmanagers have told this host of: taken over HTTP, kept over restarts, ended when nobody tells of them. */
export type ReceivedAlerts = {
  readonly route: Route;
  /** Those that fire now: what remediation may act upon, once for each `receivedId`. */
  readonly active: () => readonly ReceivedAlert[];
  readonly snapshot: () => Snapshot;
  readonly families: () => readonly Family[];
  readonly stop: () => void;
};

export type ReceivedAlertsOptions = {
  readonly settings: AlertSettings['webhook'];
  readonly store: Store;
  readonly log: Logger;
  readonly occurred: (occurrences: readonly Occurrence[]) => void;
  /** Their states have changed. */
  readonly onSnapshot: (snapshot: Snapshot) => void;
};

export const receivedAbout = { kinds: receivedKinds, outlivesBoot: true } as const;

const OWNER = 'received-alerts';
const EXPIRE_MS = 1000;
/** When an alert was told of last is written no more often than this. */
const NOTE_MS = 30_000;

export function openReceivedAlerts(options: ReceivedAlertsOptions): ReceivedAlerts {
  const { settings, store, log, occurred, onSnapshot } = options;
  const noted = new Map<string, number>();
  const states = new Map<string, State>();
  const counts = { taken: 0, refused: 0 };
  const kept = [...store.notes(OWNER)].flatMap(([key, text]) => {
    const alert = readReceived(text);
    if (alert?.fingerprint === key) return alert;
    store.note(OWNER, key, undefined);
    return [];
  });
  const book = createReceivedBook({ resolveTimeout: settings.resolve_timeout * 1000, limit: settings.limit, kept });

  const note = (alert: ReceivedAlert) => {
    noted.set(alert.fingerprint, alert.seenAt);
    store.note(OWNER, alert.fingerprint, writeReceived(alert));
  };
  for (const alert of kept) {
    noted.set(alert.fingerprint, alert.seenAt);
    states.set(alert.fingerprint, stateOfReceived(alert));
  }

  const snapshot = (): Snapshot => ({
    collector: receivedName,
    outcome: 'ok',
    problems: [],
    states: statesOf(states.values()),
    occurrences: [],
    readAt: Date.now(),
    polledAt: performance.now(),
    durationSeconds: 0,
    families: () => [],
  });

  const forget = (fingerprint: string) => {
    noted.delete(fingerprint);
    states.delete(fingerprint);
    store.note(OWNER, fingerprint, undefined);
  };

  /** Told before it is noted: what is lost between the two is delivered and told again. */
  const keep = ({ begun, ended, again }: ReceivedChange) => {
    for (const alert of again) {
      if (alert.seenAt - (noted.get(alert.fingerprint) ?? 0) >= NOTE_MS) note(alert);
    }
    if (begun.length === 0 && ended.length === 0) return;
    occurred([...ended.map(endedReceived), ...begun.map(begunReceived)]);
    const active = new Set(book.active());
    for (const { alert } of ended) forget(alert.fingerprint);
    for (const alert of begun) {
      if (!active.has(alert)) continue;
      states.set(alert.fingerprint, stateOfReceived(alert));
      note(alert);
    }
    onSnapshot(snapshot());
  };

  const expire = () => keep(book.expire(Date.now()));
  expire();
  const timer = setInterval(expire, EXPIRE_MS);

  return {
    route: webhookRoute({
      settings,
      log,
      take: ({ alerts }) => {
        const change = book.take(alerts, Date.now());
        if (change === 'full') return { taken: 0, isFull: true };
        keep(change);
        counts.taken += 1;
        return { taken: alerts.length, isFull: false };
      },
      refused: () => {
        counts.refused += 1;
      },
    }),
    active: book.active,
    snapshot,
    families: () => {
      const points = pointSet();
      points.add(receivedMetrics.alerts, [], book.active().length);
      for (const [outcome, count] of Object.entries(counts)) points.add(receivedMetrics.deliveries, [outcome], count);
      return points.families();
    },
    stop: () => clearInterval(timer),
  };
}

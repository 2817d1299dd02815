import type { Logger } from 'pino';
import { alertKinds, alertsName, allAlertOccurrences } from '../alerts/about.ts';
import type { Alert } from '../alerts/alert.ts';
import { readAlert } from '../alerts/engine/kept-alerts.ts';
import { type HostLabels, outgoingAlerts } from '../alerts/outgoing.ts';
import { type Alerts, type AlertsOptions, runAlerts } from '../alerts/run-alerts.ts';
import type { AlertSettings } from '../alerts/settings.ts';
import type { Family } from '../core/metric.ts';
import type { OutgoingAlert } from '../core/outgoing-alert.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { sameStates } from '../core/state.ts';
import type { Store } from '../store/store.ts';
import { createAlertNotes } from './alert-notes.ts';
import { createRuleLoader } from './rule-loader.ts';
import { openSilencing, type SilencingOptions } from './silencing.ts';

/** The alerts of this host: rules from files, evaluated on what its collectors read, kept over restarts. */
export type HostAlerts = {
  readonly read: (snapshot: Snapshot) => void;
  /** As a collector has one: states of all alerts, no figures. */
  readonly snapshot: () => Snapshot | undefined;
  readonly families: () => readonly Family[];
  readonly alerts: () => readonly Alert[];
  readonly past: Alerts['past'];
  readonly isSilenced: (alert: Alert) => boolean;
  /** As others are told of them. */
  readonly firing: () => readonly OutgoingAlert[];
  /** By the keys of alerts, the names of silences at Alertmanagers. */
  readonly silencedElsewhere: (by: ReadonlyMap<string, readonly string[]>) => void;
  readonly stop: () => void;
};

export type HostAlertsOptions = Pick<AlertsOptions, 'collectorOf' | 'collectors' | 'ownFamilies' | 'ownName'> & {
  readonly settings: AlertSettings;
  readonly store: Store;
  readonly log: Logger;
  readonly onSnapshot: (snapshot: Snapshot) => void;
  readonly hostName: string;
  /** The folder of silences. */
  readonly silences: string;
  readonly occurred: SilencingOptions['occurred'];
  /** Other alerts fire than before, or others of them are silenced. */
  readonly onFiring: (firing: readonly OutgoingAlert[]) => void;
};

export const alertsAbout = { kinds: alertKinds, occurrences: allAlertOccurrences };

/** How often rule files are looked at. */
const FILES_MS = 5000;

export async function startHostAlerts(options: HostAlertsOptions): Promise<HostAlerts> {
  const { settings, store, log, hostName, occurred, onSnapshot, onFiring } = options;
  const host: HostLabels = { hostName, labels: settings.labels };
  const loader = createRuleLoader(settings);
  const notes = createAlertNotes(store);
  let snapshot: Snapshot | undefined;
  let alerts: Alerts | undefined;
  let firingSign: string | undefined;

  const silencing = await openSilencing({
    folder: options.silences,
    store,
    log,
    host,
    alerts: () => alerts?.alerts() ?? [],
    occurred,
    changed: () => alerts?.retell(),
  });
  const firing = (all: readonly Alert[]) => outgoingAlerts(all, host, silencing.words);

  /** Only what changes who is to be told of what is news: texts and values go along with it. */
  const tellFiring = (all: readonly Alert[]) => {
    const sign = all
      .flatMap((one) => (one.state === 'firing' ? `${one.fingerprint} ${one.firedAt} ${silencing.names(one)}` : []))
      .join('\n');
    if (sign === firingSign) return;
    firingSign = sign;
    onFiring(firing(all));
  };

  const ending = new AbortController();
  const load = async () => {
    const loaded = await loader.load(ending.signal);
    if (loaded.changed) for (const problem of loaded.problems.values()) log.error(`rules are not in force: ${problem}`);
    return loaded;
  };

  const { groups } = await load();
  const running = runAlerts({
    ...options,
    groups,
    silencedBy: silencing.names,
    kept: notes.read().flatMap((text) => readAlert(text) ?? []),
    onNews: ({ states, occurrences, alerts: all, kept }) => {
      notes.write(kept);
      const now = performance.now();
      const isNews = occurrences.length > 0 || !sameStates(snapshot?.states ?? new Map(), states);
      snapshot = {
        collector: alertsName,
        outcome: 'ok',
        problems: [],
        states,
        occurrences,
        readAt: Date.now(),
        polledAt: now,
        durationSeconds: 0,
        families: () => [],
      };
      if (isNews) onSnapshot(snapshot);
      tellFiring(all);
    },
  });
  alerts = running;
  silencing.begin();

  let isLoading = false;
  const timer = setInterval(() => {
    if (isLoading) return;
    isLoading = true;
    void load()
      .then((loaded) => {
        if (loaded.changed && !ending.signal.aborted) running.replace(loaded.groups);
      })
      .catch((error: unknown) => {
        if (!ending.signal.aborted) log.error({ err: error }, 'the rule files could not be looked at');
      })
      .finally(() => {
        isLoading = false;
      });
  }, FILES_MS);

  return {
    read: running.read,
    snapshot: () => snapshot,
    families: () => [...silencing.families(), ...running.families()],
    alerts: running.alerts,
    past: running.past,
    isSilenced: (alert) => silencing.names(alert).length > 0,
    firing: () => firing(running.alerts()),
    silencedElsewhere: silencing.tellOthers,
    stop: () => {
      clearInterval(timer);
      ending.abort();
      silencing.stop();
      running.stop();
    },
  };
}

import type { Logger } from 'pino';
import { alertKinds, alertOccurrences, alertsName } from '../alerts/about.ts';
import type { Alert, ResolvedAlert } from '../alerts/alert.ts';
import { readAlert } from '../alerts/engine/kept-alerts.ts';
import { type Alerts, type AlertsOptions, runAlerts } from '../alerts/run-alerts.ts';
import type { AlertSettings } from '../alerts/settings.ts';
import type { Family } from '../core/metric.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { Store } from '../store/store.ts';
import { createAlertNotes } from './alert-notes.ts';
import { createRuleLoader } from './rule-loader.ts';

/** The alerts of this host: rules from files, evaluated on what its collectors read, kept over restarts. */
export type HostAlerts = {
  readonly read: (snapshot: Snapshot) => void;
  /** As a collector has one: states of all alerts, no figures. */
  readonly snapshot: () => Snapshot | undefined;
  readonly families: () => readonly Family[];
  readonly alerts: () => readonly Alert[];
  readonly stop: () => void;
};

export type HostAlertsOptions = Pick<AlertsOptions, 'collectorOf' | 'collectors' | 'ownFamilies' | 'ownName'> & {
  readonly settings: AlertSettings;
  readonly store: Store;
  readonly log: Logger;
  readonly onSnapshot: (snapshot: Snapshot) => void;
  readonly onAlerts: (alerts: readonly Alert[], resolved: readonly ResolvedAlert[]) => void;
};

export const alertsAbout = { kinds: alertKinds, occurrences: Object.values(alertOccurrences) };

/** How often rule files are looked at. */
const FILES_MS = 5000;

export async function startHostAlerts(options: HostAlertsOptions): Promise<HostAlerts> {
  const { settings, store, log, onSnapshot, onAlerts } = options;
  const loader = createRuleLoader(settings);
  const notes = createAlertNotes(store);
  let snapshot: Snapshot | undefined;

  const load = async () => {
    const loaded = await loader.load();
    if (loaded.changed) for (const problem of loaded.problems.values()) log.error(`rules are not in force: ${problem}`);
    return loaded;
  };

  const alerts: Alerts = runAlerts({
    ...options,
    groups: (await load()).groups,
    kept: notes.read().flatMap((text) => readAlert(text) ?? []),
    onNews: ({ states, occurrences, alerts: all, resolved, kept }) => {
      notes.write(kept);
      const now = performance.now();
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
      if (occurrences.length > 0) onSnapshot(snapshot);
      onAlerts(all, resolved);
    },
  });

  let isLoading = false;
  const timer = setInterval(() => {
    if (isLoading) return;
    isLoading = true;
    void load()
      .then(({ groups, changed }) => {
        if (changed) alerts.replace(groups);
      })
      .catch((error: unknown) => log.error({ err: error }, 'the rule files could not be looked at'))
      .finally(() => {
        isLoading = false;
      });
  }, FILES_MS);

  return {
    read: alerts.read,
    snapshot: () => snapshot,
    families: alerts.families,
    alerts: alerts.alerts,
    stop: () => {
      clearInterval(timer);
      alerts.stop();
    },
  };
}

import { pointSet } from '../../core/metric.ts';
import { parseHttpAddress } from '../../remote/http-address.ts';
import type { AgentView, RunningExporter } from '../exporter.ts';
import type { AlertmanagerSettings } from './settings.ts';
import { startTarget, type Target } from './target.ts';
import type { Timing } from './timing.ts';

/** The name under which the store keeps what each Alertmanager may know. */
const receiver = 'alertmanager';

/** Sends alerts to every Alertmanager of the settings, until stopped. */
export function startAlertmanagers(view: AgentView, settings: AlertmanagerSettings, timing: Timing): RunningExporter {
  const addresses = settings.urls.flatMap((text) => parseHttpAddress(text) ?? []);
  const named = addresses.map(({ url }) => `${url} `);
  for (const key of view.store.notes(receiver).keys()) {
    if (!named.some((start) => key.startsWith(start))) view.store.note(receiver, key, undefined);
  }
  const targets: readonly Target[] = addresses.map((address) =>
    startTarget({
      address,
      settings,
      timing,
      view,
      receiver,
      log: view.log.child({ alertmanager: address.url }),
      silencesChanged: () => view.silenced(silencesOf(targets)),
    }),
  );
  const unsubscribe = view.bus.on('firing', () => {
    for (const { wake } of targets) wake();
  });
  if (!settings.tls.verify) view.log.warn('certificates are not checked: alertmanager.tls.verify is false');
  return {
    families: () => {
      const points = pointSet();
      for (const { addFigures } of targets) addFigures(points);
      return points.families();
    },
    stop: async (signal) => {
      unsubscribe();
      await Promise.all(targets.map(({ stop }) => stop(signal)));
    },
  };
}

/** What all of them say together. */
function silencesOf(targets: readonly Target[]): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, readonly string[]>();
  for (const { silences } of targets) {
    for (const [key, names] of silences()) all.set(key, [...new Set([...(all.get(key) ?? []), ...names])]);
  }
  return all;
}

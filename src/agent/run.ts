import type { Logger } from 'pino';
import { alertsName, receivedName } from '../alerts/about.ts';
import { collectors as allCollectors } from '../collectors/registry.ts';
import { type Config, silenceFolderPath } from '../config/config.ts';
import type { Bus } from '../core/bus.ts';
import { pointSet } from '../core/metric.ts';
import type { AgentBusEvents, AgentView } from '../exporters/exporter.ts';
import { exporters as allExporters } from '../exporters/registry.ts';
import { actionsName } from '../remediation/about.ts';
import type { Store } from '../store/store.ts';
import { startWebServer } from '../web/start-server.ts';
import { agentKinds, agentMetrics, agentName } from './about.ts';
import { actionRoutes } from './action-routes.ts';
import { askingAlerts } from './asking-alerts.ts';
import { collectorByName } from './collector-by-name.ts';
import { createCollectorRecord } from './collector-record.ts';
import type { EventCounts } from './event-counts.ts';
import type { EventRecorder } from './event-recorder.ts';
import { freshReadings } from './fresh-readings.ts';
import { alertsAbout, type HostAlerts, startHostAlerts } from './host-alerts.ts';
import { watchHostStops } from './host-stops.ts';
import { keepBounds } from './keep-bounds.ts';
import { openExporters } from './open-exporters.ts';
import type { OpenHost } from './open-host.ts';
import { openReceived } from './open-received.ts';
import { processFamilies } from './process-families.ts';
import { receivedAbout } from './received-alerts.ts';
import { actionsAbout, type HostRemediation, startHostRemediation } from './remediation.ts';
import { enabledCollectors, watchHost } from './watch-host.ts';

/** What outlives a change of the configuration. */
export type Lasting = {
  readonly version: string;
  readonly store: Store;
  readonly bus: Bus<AgentBusEvents>;
  readonly events: EventRecorder;
  readonly counts: EventCounts;
  readonly log: Logger;
};

/** The agent at work under one configuration. */
export type Run = {
  /** Where a person on this host finds the HTTP server: a URL, or the path of a socket. Nothing when it is off. */
  readonly url: string | undefined;
  readonly stop: (signal: AbortSignal) => Promise<void>;
};

/** Rejects, with nothing left running, when the HTTP server can't listen or an exporter can't be opened. */
export async function startRun(config: Config, { host, hands, hungReads }: OpenHost, lasting: Lasting): Promise<Run> {
  const { version, store, bus, events, counts, log } = lasting;
  const enabled = enabledCollectors(allCollectors, config);
  const names = enabled.map(({ name }) => name);
  const record = createCollectorRecord(names, log);
  let loops: ReturnType<typeof watchHost> = [];

  let alerts: HostAlerts | undefined;
  let remediation: HostRemediation | undefined;

  const ownFamilies = () => {
    const points = pointSet();
    points.add(agentMetrics.hungReads, [], hungReads());
    const skipped = new Map(loops.map((loop) => [loop.name, loop.skipped()]));
    return [
      ...processFamilies(version),
      ...record.families(skipped),
      ...counts.families(exporters.receivers),
      ...points.families(),
      ...exporters.families(),
      ...(server?.families() ?? []),
      ...(alerts?.families() ?? []),
      ...(received?.families() ?? []),
      ...(remediation?.families() ?? []),
    ];
  };
  const snapshots = () => {
    const told = [alerts?.snapshot(), received?.snapshot(), remediation?.snapshot()];
    return [...record.snapshots(), ...told.filter((one) => one !== undefined)];
  };
  const view: AgentView = {
    hostName: config.host.name,
    version,
    store,
    bus,
    collectorNames: names,
    snapshots,
    families: () => [...record.snapshots().flatMap((snapshot) => snapshot.families()), ...ownFamilies()],
    firing: () => alerts?.firing(),
    past: (metric) => alerts?.past(metric) ?? [],
    silenced: (by) => alerts?.silencedElsewhere(by),
    log,
  };

  const reconsider = () => remediation?.reconsider();
  const stops = config.remediation.enabled ? watchHostStops(config, bus, log) : undefined;
  const received = config.alerts.webhook.enabled ? openReceived(config, lasting, reconsider) : undefined;
  if (received === undefined && store.knownStates(receivedName, 'any boot') !== undefined) {
    events.states(receivedName, receivedAbout, new Map(), Date.now());
  }
  const exporters = openExporters(allExporters, config, view);
  const routes = [
    ...exporters.routes,
    ...(received === undefined ? [] : [received.route]),
    ...(config.remediation.enabled ? actionRoutes({ remediation: () => remediation, config, log }) : []),
  ];
  const starting = config.web.enabled ? startWebServer({ settings: config.web, view, routes, log }) : undefined;
  const server = await starting?.catch(async (error: unknown) => {
    stops?.end();
    received?.stop();
    await exporters.stop(AbortSignal.abort());
    throw error;
  });
  if (config.alerts.enabled) {
    alerts = await startHostAlerts({
      settings: config.alerts,
      store,
      log,
      collectorOf: collectorByName(enabled),
      collectors: names,
      ownFamilies,
      ownName: agentName,
      onSnapshot: (snapshot) => {
        events.snapshot(snapshot, alertsAbout);
        bus.emit('snapshot', snapshot);
      },
      hostName: config.host.name,
      silences: silenceFolderPath(config),
      occurred: (occurrences) => events.occurred(alertsName, occurrences),
      onFiring: (firing) => {
        bus.emit('firing', firing);
        reconsider();
      },
    });
    // What was told meanwhile found nobody who could have asked for it.
    bus.emit('firing', alerts.firing());
  }
  loops = watchHost(enabled, config, host, {
    snapshot: (collector, snapshot) => {
      record.keep(snapshot);
      events.snapshot(snapshot, collector);
      events.states(agentName, { kinds: agentKinds }, record.states(), snapshot.readAt);
      bus.emit('snapshot', snapshot);
      events.following(collector.name, () => alerts?.read(snapshot));
    },
    occurred: (collector, occurrence) => events.occurred(collector.name, [occurrence]),
  });
  if (stops !== undefined) {
    await stops.looked;
    remediation = await startHostRemediation({
      config,
      host,
      hands,
      stops,
      version,
      alerts: askingAlerts({ own: () => alerts, received: () => received }),
      fresh: freshReadings(() => loops, config, host),
      log,
      occurred: (occurrences) => events.occurred(actionsName, occurrences),
      onSnapshot: (snapshot) => {
        events.snapshot(snapshot, actionsAbout);
        bus.emit('snapshot', snapshot);
      },
    });
  }
  const bounds = keepBounds(store, config.events, exporters.receivers, (dropped, occurrences) => {
    counts.dropped(dropped);
    events.occurred(agentName, occurrences);
  });

  return {
    url: server?.url,
    stop: async (signal) => {
      bounds.stop();
      await remediation?.stop();
      stops?.end();
      await Promise.all(loops.map((loop) => loop.stop()));
      alerts?.stop();
      received?.stop();
      await Promise.all([exporters.stop(signal), server?.close(signal)]);
    },
  };
}

import type { Logger } from 'pino';
import { alertsName } from '../alerts/about.ts';
import type { Config } from '../config/config.ts';
import type { Bus } from '../core/bus.ts';
import type { AgentBusEvents } from '../exporters/exporter.ts';
import type { Store } from '../store/store.ts';
import type { EventRecorder } from './event-recorder.ts';
import { openReceivedAlerts, type ReceivedAlerts, receivedAbout } from './received-alerts.ts';

type Lasting = {
  readonly store: Store;
  readonly bus: Bus<AgentBusEvents>;
  readonly events: EventRecorder;
  readonly log: Logger;
};

/** Takes alerts of others under one configuration. What nobody could ever deliver to is told at once. */
export function openReceived(
  { alerts: { webhook }, web }: Config,
  { store, bus, events, log }: Lasting,
  changed: () => void,
): ReceivedAlerts {
  if (!web.enabled) log.error('alerts.webhook is of no use without the HTTP server: web.enabled is false');
  else if (webhook.token_file === undefined && web.config_file === undefined) {
    log.error(
      'alerts.webhook answers nobody: expected alerts.webhook.token_file, or a web.config_file with users or a client CA',
    );
  }
  return openReceivedAlerts({
    settings: webhook,
    store,
    log,
    occurred: (occurrences) => events.occurred(alertsName, occurrences),
    onSnapshot: (snapshot) => {
      events.snapshot(snapshot, receivedAbout);
      bus.emit('snapshot', snapshot);
      changed();
    },
  });
}

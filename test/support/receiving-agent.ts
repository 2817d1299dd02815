import { onTestFinished } from 'vitest';
import { createEventRecorder } from '../../src/agent/event-recorder.ts';
import { openReceivedAlerts, type ReceivedAlerts, receivedAbout } from '../../src/agent/received-alerts.ts';
import { alertSettings } from '../../src/alerts/settings.ts';
import { openStore } from '../../src/store/open-store.ts';
import { agentView } from './agent-view.ts';
import { webServer } from './web-server.ts';

export type ReceivingAgent = ReceivedAlerts & {
  /** Where alerts are delivered to. */
  readonly url: string;
  /** Types and messages of the events so far. */
  readonly told: () => readonly (readonly [string, string])[];
};

export type ReceivingOptions = {
  readonly webhook?: object;
  readonly web?: Readonly<Record<string, unknown>>;
  /** The database; by default one that nobody else has. */
  readonly store?: string;
};

/** The part of the agent that takes alerts, with a real HTTP server and a real store. */
export async function receivingAgent({
  webhook,
  web,
  store: path = ':memory:',
}: ReceivingOptions): Promise<ReceivingAgent> {
  const store = openStore({ path, hostName: 'host1', bootEpoch: 'boot-1' });
  const { log } = agentView();
  const events = createEventRecorder(store, () => undefined);
  const { webhook: settings } = alertSettings.parse({ webhook: { enabled: true, ...webhook } });
  const received = openReceivedAlerts({
    settings,
    store,
    log,
    occurred: (occurrences) => events.occurred('alert', occurrences),
    onSnapshot: (snapshot) => events.snapshot(snapshot, receivedAbout),
  });
  let isOpen = true;
  const stop = () => {
    if (!isOpen) return;
    isOpen = false;
    received.stop();
    store.close();
  };
  onTestFinished(stop);
  const server = await webServer({ routes: [received.route], settings: web ?? {} });
  return {
    ...received,
    stop,
    url: `${server.url}/alerts/received`,
    told: () =>
      store.eventsAfter(0, 1_000).map(({ type, data }) => [type.replace('netsteward.alert.', ''), data.message]),
  };
}

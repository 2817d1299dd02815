import { messageOf } from '../../core/errors.ts';
import { readTlsFiles } from '../../remote/tls-files.ts';
import { createTroubleLog } from '../../remote/trouble-log.ts';
import type { AgentView, RunningExporter } from '../exporter.ts';
import { type BrokerAddress, brokerUrl } from './broker-url.ts';
import { clientOptions } from './client-options.ts';
import { type BrokerConnection, connectBroker } from './connect-broker.ts';
import { createEventSource } from './event-source.ts';
import { mqttFamilies, newCounts } from './metrics.ts';
import { openStream } from './open-stream.ts';
import { createRefusalLog } from './refusal-log.ts';
import { openSession, type Session } from './session.ts';
import type { MqttSettings } from './settings.ts';
import { createStateBook } from './state-book.ts';
import { createStateSource, type RefusedStates, type StateSource } from './state-source.ts';
import { stayConnected } from './stay-connected.ts';
import { createStopTopics } from './stop-topics.ts';
import { createSuspicion } from './suspicion.ts';
import type { Timing } from './timing.ts';
import { topicsOf } from './topics.ts';

/** The name under which the store keeps the cursor and the notes. */
const receiver = 'mqtt';

/** Keeps a connection to the broker and publishes over it, until stopped. */
export function startPublisher(
  view: AgentView,
  settings: MqttSettings,
  address: BrokerAddress,
  timing: Timing,
): RunningExporter {
  const { store, bus, hostName } = view;
  const log = view.log.child({ broker: brokerUrl(address) });
  const topics = topicsOf(settings.prefix, hostName);
  const counts = newCounts();
  const refusals = createRefusalLog(log, counts);
  const storeTrouble = createTroubleLog(log);
  const suspicion = createSuspicion();
  const refusedStates: RefusedStates = new Map();
  const collectorNames = settings.states ? view.collectorNames : [];
  const book = createStateBook({ store, receiver, topics, collectorNames });
  const stopping = new AbortController();
  const lifetime = new AbortController();
  const stopTopics = createStopTopics({
    topics: topics.stops,
    heard: (words) => bus.emit('stop', { cause: 'mqtt', words }),
    granted: (number) => {
      counts.stopTopics = number;
    },
    log,
  });
  let current: { readonly session: Session; readonly states: StateSource } | undefined;

  const connect = async () => {
    const client = await clientOptions(settings, hostName, topics.availability, timing);
    const tls = address.tls ? await readTlsFiles(settings.tls) : {};
    return connectBroker({ client, openStream: () => openStream(address, tls) }, lifetime.signal);
  };

  const open = (connection: BrokerConnection): Session => {
    counts.connected = true;
    counts.connections += 1;
    refusals.begin();
    const events = createEventSource({
      store,
      receiver,
      topicOf: topics.event,
      taken: () => {
        counts.published += 1;
        storeTrouble.over();
      },
      refused: refusals.event,
      unreadable: (error) => storeTrouble.tell(`can't read the events to publish: ${messageOf(error)}`),
      wake: () => session.wake(),
    });
    const states = createStateSource(book, refusedStates, {
      taken: () => {
        counts.statesPublished += 1;
      },
      refused: refusals.state,
    });
    states.add(book.all());
    if (settings.stop) stopTopics.listen(connection);
    const session = openSession({
      connection,
      availability: topics.availability,
      events,
      states,
      suspicion,
      timing,
      birthRefused: (refusal) => refusals.state(topics.availability, refusal),
    });
    current = { session, states };
    return session;
  };

  const unsubscribe = [
    bus.on('events', () => current?.session.wake()),
    bus.on('snapshot', (snapshot) => {
      if (!settings.states) return;
      const changed = book.read(snapshot);
      current?.states.add(changed);
      current?.session.wake();
    }),
  ];
  if (settings.states) for (const snapshot of view.snapshots()) book.read(snapshot);
  if (!settings.tls.verify) log.warn("the broker's certificate is not checked: mqtt.tls.verify is false");

  const closed = () => {
    counts.connected = false;
    if (settings.stop) counts.stopTopics = 0;
    current = undefined;
  };
  const running = stayConnected({ connect, open, closed, trouble: createTroubleLog(log), timing }, stopping.signal);

  return {
    receiver,
    families: () => mqttFamilies(counts, store, receiver),
    stop: async (signal) => {
      stopping.abort();
      await current?.session.finish(signal);
      lifetime.abort();
      for (const end of unsubscribe) end();
      await Promise.race([running, aborted(signal)]);
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

import mqtt, { type IClientOptions } from 'mqtt';
import { onTestFinished } from 'vitest';

export type Received = {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
  /** Told by MQTT 5 only. */
  readonly contentType: string | undefined;
};

export type Subscriber = {
  readonly received: readonly Received[];
  readonly isConnected: () => boolean;
  /** Payloads at topics with this ending. */
  readonly at: (ending: string) => readonly string[];
  /** Sequence numbers of the events, in the order of their arrival. */
  readonly sequences: () => readonly number[];
};

/** A subscriber whose session the broker keeps while it is away. Ends with the test. */
export async function subscriber(port: number, options: IClientOptions = {}): Promise<Subscriber> {
  const received: Received[] = [];
  const client = await mqtt.connectAsync({
    host: '127.0.0.1',
    port,
    protocol: 'mqtt',
    clientId: 'subscriber',
    clean: false,
    reconnectPeriod: 20,
    ...options,
  });
  onTestFinished(() => client.endAsync(true));
  client.on('message', (topic, payload, { retain, properties }) => {
    received.push({ topic, payload: payload.toString(), retain, contentType: properties?.contentType });
  });
  await client.subscribeAsync('#', { qos: 1 });
  return {
    received,
    isConnected: () => client.connected,
    at: (ending) => received.filter(({ topic }) => topic.endsWith(ending)).map(({ payload }) => payload),
    sequences: () =>
      received
        .filter(({ topic }) => topic.includes('/event/'))
        .map(({ payload }) => Number(JSON.parse(payload).sequence)),
  };
}

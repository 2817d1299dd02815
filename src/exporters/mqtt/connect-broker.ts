import type { Socket } from 'node:net';
import type { IClientOptions, MqttClient } from 'mqtt';
import { messageOf } from '../../core/errors.ts';
import type { Answer, Message } from './message.ts';

/** How the kernel says that the other side is gone in a hurry. */
const RESETS: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE']);

export type ConnectOptions = {
  readonly client: IClientOptions;
  readonly openStream: () => Socket;
};

/** A connection that the broker has accepted. */
export type BrokerConnection = {
  /** How many messages the broker lets us send before it has confirmed the first of them. */
  readonly receiveMaximum: number;
  /** In bytes. */
  readonly maximumPacketSize: number;
  /** Writes to the socket in this tick. `answered` is not called when the connection ends before the broker answers. */
  readonly publish: (message: Message, answered: (answer: Answer) => void) => void;
  /**
   * Asks for the messages at a topic, at QoS 1. `heard` gets each payload, retained ones first; `answered` is not called
   * when the connection ends before the broker answers.
   */
  readonly subscribe: (topic: string, heard: (payload: Buffer) => void, answered: (answer: Answer) => void) => void;
  /** Called once, whoever ended the connection. */
  readonly onClose: (listener: (end: ConnectionEnd) => void) => void;
  /** Ends it with a DISCONNECT, after which the broker does not publish the last will. */
  readonly disconnect: () => void;
  /** Ends it at once. */
  readonly destroy: (reason: string) => void;
};

export type ConnectionEnd = {
  /** In words. */
  readonly reason: string;
  /** Whether it was the broker that ended it, and not the network, a timeout or ourselves. */
  readonly byBroker: boolean;
};

/**
 * Connects with a client of MQTT.js that never reconnects, queues or replays: it is made for one connection and thrown
 * away with it. The package is loaded at the first call, as it takes 19 MB of memory.
 *
 * Rejects with the reason in words when the broker can't be reached, refuses, or does not answer within
 * `client.connectTimeout`, and when the signal is aborted.
 */
export async function connectBroker(options: ConnectOptions, signal: AbortSignal): Promise<BrokerConnection> {
  const { MqttClient, ReasonCodes } = await import('mqtt');
  signal.throwIfAborted();
  const stream = options.openStream();
  const client = new MqttClient(() => stream, { ...clientDefaults(), ...options.client });

  let end: ConnectionEnd | undefined;
  const destroy = (reason: string, byBroker = false) => {
    end ??= { reason, byBroker };
    client.end(true);
    stream.destroy();
  };
  stream.on('error', (error) => destroy(wordsOf(error), 'code' in error && RESETS.has(error.code)));
  stream.on('end', () => destroy('the broker closed it', true));
  client.on('error', (error) => destroy(wordsOf(error)));
  client.on('disconnect', ({ reasonCode = 0, properties }) => {
    const words =
      properties?.reasonString ?? Object.entries(ReasonCodes).find(([code]) => Number(code) === reasonCode)?.[1];
    destroy(`the broker ended it: ${words || `reason code ${reasonCode}`}`, true);
  });
  const abort = () => destroy('it was given up');
  signal.addEventListener('abort', abort, { once: true });

  const closed = new Promise<ConnectionEnd>((resolve) => {
    client.once('close', () => {
      signal.removeEventListener('abort', abort);
      end ??= { reason: 'the connection was closed', byBroker: false };
      resolve(end);
    });
  });
  return new Promise((resolve, reject) => {
    void closed.then(({ reason }) => reject(new Error(reason)));
    client.once('connect', ({ properties }) => {
      resolve({
        receiveMaximum: properties?.receiveMaximum ?? 65_535,
        maximumPacketSize: properties?.maximumPacketSize ?? Number.POSITIVE_INFINITY,
        publish: (message, answered) => {
          if (end === undefined) publish(client, message, answered);
        },
        subscribe: (topic, heard, answered) => {
          if (end === undefined) subscribe(client, topic, heard, answered);
        },
        onClose: (listener) => void closed.then(listener),
        disconnect: () => client.end(),
        destroy,
      });
    });
  });
}

/** Where a name has several addresses, the error of the attempt is empty and holds one for each of them. */
function wordsOf(error: Error): string {
  const errors = error instanceof AggregateError ? error.errors : [error];
  return [...new Set(errors.map(messageOf))].join(', ');
}

/** What makes MQTT.js leave all queueing to us. */
function clientDefaults(): IClientOptions {
  return {
    reconnectPeriod: 0,
    queueQoSZero: false,
    resubscribe: false,
    clean: true,
    // Its debug output would show the password.
    log: () => {},
  };
}

function publish(client: MqttClient, message: Message, answered: (answer: Answer) => void): void {
  const { topic, payload, retain, contentType } = message;
  const properties = contentType === undefined ? {} : { properties: { contentType, payloadFormatIndicator: true } };
  client.publish(topic, payload, { qos: 1, retain, ...properties }, (error) => {
    if (error === undefined || error === null) answered(undefined);
    else if ('code' in error) answered({ code: error.code, reason: error.message.replace(/^Publish error: /, '') });
    // Otherwise the connection has ended, which is told elsewhere.
  });
}

function subscribe(
  client: MqttClient,
  topic: string,
  heard: (payload: Buffer) => void,
  answered: (answer: Answer) => void,
): void {
  client.on('message', (at, payload) => {
    if (at === topic) heard(payload);
  });
  client.subscribe(topic, { qos: 1 }, (error, _, packet) => {
    const code = Number(packet?.granted[0]);
    if (error === null) answered(undefined);
    // Without an answer the connection has ended, which is told elsewhere.
    else if (code >= 0x80) answered({ code, reason: error.message.replace(/^Subscribe error: /, '') });
  });
}

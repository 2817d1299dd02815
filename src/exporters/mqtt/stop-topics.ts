import type { Logger } from 'pino';
import { printable } from '../../core/printable.ts';
import type { BrokerConnection } from './connect-broker.ts';

export type StopTopicsOptions = {
  readonly topics: readonly string[];
  /** A message that stops, in words. */
  readonly heard: (words: string) => void;
  /** How many of the topics the broker has granted on the connection that stands. */
  readonly granted: (number: number) => void;
  readonly log: Logger;
};

export type StopTopics = {
  /** Asks the broker for the topics, on each new connection. */
  readonly listen: (connection: BrokerConnection) => void;
};

/** Connections that the broker ended at a subscription before no more is asked for. */
const CONVINCED = 3;
const LONGEST_REASON = 200;

/**
 * Listens for messages that stop all actions. Whatever is said there stops; an empty message, with which a retained one
 * is taken away, says nothing and changes nothing. A broker that forbids to listen loses no events by that.
 */
export function createStopTopics({ topics, heard, granted, log }: StopTopicsOptions): StopTopics {
  const told = new Set<string>();
  let closings = 0;
  const tell = (message: string) => {
    if (!told.has(message)) log.warn(message);
    told.add(message);
  };
  const hear = (topic: string, payload: Buffer) => {
    if (payload.length === 0) return;
    const [line = ''] = payload
      .toString('utf8', 0, LONGEST_REASON * 4)
      .trim()
      .split(/\r?\n/);
    const reason = printable(line).slice(0, LONGEST_REASON);
    heard(reason === '' ? `a message at ${topic}` : `a message at ${topic}: ${reason}`);
  };

  return {
    listen: (connection) => {
      granted(0);
      if (closings >= CONVINCED) return;
      let open = topics.length;
      let number = 0;
      connection.onClose(({ byBroker }) => {
        closings = byBroker && open > 0 ? closings + 1 : 0;
        if (closings < CONVINCED) return;
        tell(
          `the broker closed ${CONVINCED} connections when ${topics.join(' and ')} were subscribed to: stops over MQTT are not heard until the agent is restarted`,
        );
      });
      for (const topic of topics) {
        connection.subscribe(
          topic,
          (payload) => hear(topic, payload),
          (refusal) => {
            open -= 1;
            if (refusal === undefined) {
              number += 1;
              granted(number);
            } else
              tell(`the broker does not let ${topic} be subscribed to, a stop there is not heard: ${refusal.reason}`);
          },
        );
      }
    },
  };
}

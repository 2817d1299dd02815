import type { BrokerConnection } from './connect-broker.ts';
import { type Answer, type Message, refusedUnsent } from './message.ts';
import type { Suspicion } from './suspicion.ts';

/** A message and who wants to know what became of it. */
export type Delivery = {
  /** Names it for ever: what is sent again after a lost connection has the same key. */
  readonly key: string;
  readonly message: Message;
  readonly answered: (answer: Answer) => void;
};

/** Something that has messages to send. */
export type Source = {
  /** The next message, when there is one. It counts as under way from now on. */
  readonly next: () => Delivery | undefined;
};

export type Sender = {
  /** Sends one message at once, whatever else is under way. */
  readonly send: (delivery: Delivery) => void;
  /** Sends what may be sent, within this tick. Sources call it when they have something new. */
  readonly pump: () => void;
  /** Whether every message sent was answered. As sources are asked after every answer, nothing is left to send then. */
  readonly isIdle: () => boolean;
  /** Calls back once, when that is so. */
  readonly whenIdle: (listener: () => void) => void;
};

/** Few enough that little has to be sent again after a lost connection, and enough to keep a distant broker busy. */
const WINDOW = 32;

/**
 * Takes messages from the sources in turn and keeps at most a window of them under way. When the broker answers none of
 * them for `silenceMilliseconds`, the connection is given up.
 */
export function createSender(
  connection: BrokerConnection,
  sources: readonly Source[],
  suspicion: Suspicion,
  silenceMilliseconds: number,
): Sender {
  /** The keys of the messages without an answer, oldest first. */
  const underWay = new Map<number, string>();
  let sent = 0;
  const idleListeners: (() => void)[] = [];
  let turn = 0;
  let ended = false;
  let silence: NodeJS.Timeout | undefined;

  const window = () => (suspicion.isAroused() ? 1 : Math.min(WINDOW, connection.receiveMaximum));
  const nextDelivery = () => {
    for (let tried = 0; tried < sources.length; tried += 1) {
      const delivery = sources[turn]?.next();
      turn = (turn + 1) % sources.length;
      if (delivery !== undefined) return delivery;
    }
    return undefined;
  };
  const watchSilence = () => {
    clearTimeout(silence);
    if (underWay.size === 0) return;
    silence = setTimeout(() => {
      connection.destroy(`the broker has confirmed nothing for ${silenceMilliseconds / 1000} s`);
    }, silenceMilliseconds);
  };
  const send = ({ key, message, answered }: Delivery) => {
    const refusal = suspicion.verdictOn(key) ?? refusedUnsent(message, connection.maximumPacketSize);
    if (refusal !== undefined) {
      answered(refusal);
      return;
    }
    sent += 1;
    const number = sent;
    underWay.set(number, key);
    if (underWay.size === 1) watchSilence();
    connection.publish(message, (answer) => {
      if (ended) return;
      underWay.delete(number);
      suspicion.passed(key);
      watchSilence();
      answered(answer);
      pump();
    });
  };
  const pump = () => {
    while (!ended && underWay.size < window()) {
      const delivery = nextDelivery();
      if (delivery === undefined) break;
      send(delivery);
    }
    if (underWay.size === 0) for (const listener of idleListeners.splice(0)) listener();
  };

  connection.onClose(({ byBroker }) => {
    ended = true;
    clearTimeout(silence);
    const [oldest] = underWay.values();
    if (byBroker) suspicion.closed(oldest);
  });
  return {
    send,
    pump,
    isIdle: () => underWay.size === 0,
    whenIdle: (listener) => {
      if (underWay.size === 0) listener();
      else idleListeners.push(listener);
    },
  };
}

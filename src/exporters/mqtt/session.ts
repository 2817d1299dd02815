import { setTimeout as sleep } from 'node:timers/promises';
import type { BrokerConnection, ConnectionEnd } from './connect-broker.ts';
import type { EventSource } from './event-source.ts';
import type { Answer, Refusal } from './message.ts';
import { createSender } from './sender.ts';
import type { StateSource } from './state-source.ts';
import type { Suspicion } from './suspicion.ts';
import type { Timing } from './timing.ts';

export type SessionOptions = {
  readonly connection: BrokerConnection;
  readonly availability: string;
  readonly events: EventSource;
  readonly states: StateSource;
  readonly suspicion: Suspicion;
  readonly timing: Timing;
  /** The broker would not have the host's availability. */
  readonly birthRefused: (refusal: Refusal) => void;
};

/** What happens over one connection: `online` first, then events and states, and `offline` at the end. */
export type Session = {
  /** There may be something new to send. */
  readonly wake: () => void;
  /** Publishes what it can, then `offline`, and ends the connection; at the latest when the signal is aborted. */
  readonly finish: (signal: AbortSignal) => Promise<void>;
  readonly ended: Promise<ConnectionEnd>;
};

export function openSession(options: SessionOptions): Session {
  const { connection, availability, events, states, suspicion, timing, birthRefused } = options;
  const sender = createSender(connection, [events, states], suspicion, timing.silence);
  const ended = new Promise<ConnectionEnd>((resolve) => {
    connection.onClose((end) => {
      events.stop();
      resolve(end);
    });
  });
  const tell = (payload: string, answered: (answer: Answer) => void) =>
    sender.send({ key: payload, message: { topic: availability, payload, retain: true }, answered });

  let isBorn = false;
  const born = new Promise<void>((resolve) => {
    tell('online', (answer) => {
      if (answer !== undefined) birthRefused(answer);
      isBorn = true;
      resolve();
      queueMicrotask(wake);
    });
  });
  const wake = () => {
    if (isBorn) sender.pump();
  };

  /** Resolves at the first of: `begin` calls back, the time is over, the signal is aborted, the connection ends. */
  const within = async (milliseconds: number, signal: AbortSignal, begin: (done: () => void) => void) => {
    const over = new AbortController();
    const limit = sleep(milliseconds, undefined, { signal: AbortSignal.any([signal, over.signal]) }).catch(() => {});
    await Promise.race([new Promise<void>(begin), limit, ended]);
    over.abort();
  };

  return {
    wake,
    ended,
    finish: async (signal) => {
      await within(timing.drain, signal, (done) => void born.then(() => sender.whenIdle(done)));
      let isToldOffline = false;
      await within(timing.farewell, signal, (done) =>
        tell('offline', () => {
          isToldOffline = true;
          done();
        }),
      );
      // Without a DISCONNECT the broker publishes the last will, which says the same.
      if (isToldOffline && sender.isIdle()) {
        connection.disconnect();
        await within(timing.farewell, signal, () => {});
      }
      connection.destroy('the agent has stopped');
      await ended;
    },
  };
}

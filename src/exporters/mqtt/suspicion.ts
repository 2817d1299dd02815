import type { Refusal } from './message.ts';
import { reasonCodes } from './message.ts';

/**
 * Finds the message at which a broker closes the connection instead of answering, as MQTT 3.1.1 brokers do with what they
 * do not like. Without this, such a message would be sent again after every connection for ever.
 */
export type Suspicion = {
  /** The broker has ended a connection, and this was the oldest message without an answer. */
  readonly closed: (oldest: string | undefined) => void;
  /** The broker has answered this message. */
  readonly passed: (key: string) => void;
  /** Whether messages are to be sent one at a time, so that it is clear which of them the broker does not like. */
  readonly isAroused: () => boolean;
  /** Says that a message is not to be sent any more. */
  readonly verdictOn: (key: string) => Refusal | undefined;
};

/** From here on the message is sent alone. */
const AROUSED = 2;
/** Connections that ended at the same message before it is given up. */
const CONVINCED = 6;

export function createSuspicion(): Suspicion {
  let suspect: string | undefined;
  let closings = 0;
  const clear = () => {
    suspect = undefined;
    closings = 0;
  };
  return {
    closed: (oldest) => {
      if (oldest === undefined) return clear();
      closings = oldest === suspect ? closings + 1 : 1;
      suspect = oldest;
    },
    passed: (key) => {
      if (key === suspect) clear();
    },
    isAroused: () => closings >= AROUSED,
    verdictOn: (key) => {
      if (key !== suspect || closings < CONVINCED) return undefined;
      clear();
      return { code: reasonCodes.packetTooLarge, reason: `the broker closed ${CONVINCED} connections at it` };
    },
  };
}

/** What is published, always at QoS 1. */
export type Message = {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
  /** Told to the broker by MQTT 5 only. */
  readonly contentType?: string;
};

/** The broker's answer: `undefined` when it took the message, otherwise the reason code with which it refused. */
export type Answer = Refusal | undefined;

/** A negative PUBACK of MQTT 5 (https://docs.oasis-open.org/mqtt/mqtt/v5.0/mqtt-v5.0.html, 3.4.2.1), or our own verdict. */
export type Refusal = { readonly code: number; readonly reason: string };

/** Reason codes of MQTT 5, 2.4, that a message's fate depends on. */
export const reasonCodes = {
  notAuthorized: 0x87,
  serverBusy: 0x89,
  topicNameInvalid: 0x90,
  receiveMaximumExceeded: 0x93,
  packetTooLarge: 0x95,
  messageRateTooHigh: 0x96,
  quotaExceeded: 0x97,
  payloadFormatInvalid: 0x99,
} as const;

/** The longest text that a packet can hold, in bytes. */
const LONGEST_TOPIC = 65_535;
/** Fixed header, topic length, packet identifier and properties take less than this. */
const OVERHEAD = 96;

/** Why no broker, or this one, can take a message; `undefined` when nothing speaks against it. */
export function refusedUnsent({ topic, payload }: Message, maximumPacketSize: number): Answer {
  const topicBytes = Buffer.byteLength(topic);
  if (topicBytes > LONGEST_TOPIC)
    return { code: reasonCodes.topicNameInvalid, reason: 'its topic is too long for MQTT' };
  const bytes = topicBytes + Buffer.byteLength(payload) + OVERHEAD;
  if (bytes <= maximumPacketSize) return undefined;
  return { code: reasonCodes.packetTooLarge, reason: `the broker takes packets of ${maximumPacketSize} bytes at most` };
}

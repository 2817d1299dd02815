/** A packet as a client sends it: type and flags of its first byte, and its body. */
export type RawPacket = { readonly type: number; readonly flags: number; readonly body: Buffer };

/** Packet types (MQTT 3.1.1, 2.2.1). */
export const packetTypes = { connect: 1, publish: 3, subscribe: 8, pingreq: 12, disconnect: 14 } as const;

export type PublishPacket = {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
  readonly qos: number;
  readonly packetId: number;
};

export type SubscribePacket = { readonly topic: string; readonly packetId: number };

/** Takes whole packets off the front of `buffer`; what is left is the beginning of the next. */
export function splitPackets(buffer: Buffer): { readonly packets: readonly RawPacket[]; readonly rest: Buffer } {
  const packets: RawPacket[] = [];
  let rest = buffer;
  for (;;) {
    const { value: length, bytes } = variableInteger(rest, 1);
    if (bytes === 0 || rest.length < 1 + bytes + length) return { packets, rest };
    const first = rest.readUInt8(0);
    packets.push({ type: first >> 4, flags: first & 0x0f, body: rest.subarray(1 + bytes, 1 + bytes + length) });
    rest = rest.subarray(1 + bytes + length);
  }
}

/** A PUBLISH at QoS 1 (3.3). Version 5 has properties before the payload. */
export function readPublish({ flags, body }: RawPacket, version: 4 | 5): PublishPacket {
  const topicEnd = 2 + body.readUInt16BE(0);
  const { value: properties, bytes } = version === 5 ? variableInteger(body, topicEnd + 2) : { value: 0, bytes: 0 };
  return {
    topic: body.toString('utf8', 2, topicEnd),
    packetId: body.readUInt16BE(topicEnd),
    payload: body.toString('utf8', topicEnd + 2 + bytes + properties),
    retain: (flags & 1) === 1,
    qos: (flags >> 1) & 3,
  };
}

/** `properties`: raw, as in 3.2.2.3. */
export function connack(version: 4 | 5, code: number, properties: Buffer = Buffer.alloc(0)): Buffer {
  return version === 4
    ? Buffer.from([0x20, 2, 0, code])
    : Buffer.concat([Buffer.from([0x20, 3 + properties.length, 0, code, properties.length]), properties]);
}

export function puback(version: 4 | 5, packetId: number, code = 0): Buffer {
  const id = [packetId >> 8, packetId & 0xff];
  return version === 4 ? Buffer.from([0x40, 2, ...id]) : Buffer.from([0x40, 3, ...id, code]);
}

/** A SUBSCRIBE for one topic (3.8). */
export function readSubscribe({ body }: RawPacket, version: 4 | 5): SubscribePacket {
  const { value: properties, bytes } = version === 5 ? variableInteger(body, 2) : { value: 0, bytes: 0 };
  const start = 2 + bytes + properties;
  const end = start + 2 + body.readUInt16BE(start);
  return { packetId: body.readUInt16BE(0), topic: body.toString('utf8', start + 2, end) };
}

/** `code`: the granted QoS, or from 0x80 on a refusal (3.9). */
export function suback(version: 4 | 5, packetId: number, code: number): Buffer {
  const id = [packetId >> 8, packetId & 0xff];
  return version === 4 ? Buffer.from([0x90, 3, ...id, code]) : Buffer.from([0x90, 4, ...id, 0, code]);
}

export const pingresp = Buffer.from([0xd0, 0]);

/** Only version 5 has one from the broker (3.14). */
export function disconnect(code: number): Buffer {
  return Buffer.from([0xe0, 1, code]);
}

/** A variable byte integer (1.5.5), and how many bytes it took; 0 when it is not complete. */
function variableInteger(buffer: Buffer, offset: number): { readonly value: number; readonly bytes: number } {
  let value = 0;
  for (let bytes = 0; bytes < 4 && offset + bytes < buffer.length; bytes += 1) {
    const byte = buffer.readUInt8(offset + bytes);
    value += (byte & 0x7f) * 128 ** bytes;
    if (byte < 0x80) return { value, bytes: bytes + 1 };
  }
  return { value: 0, bytes: 0 };
}

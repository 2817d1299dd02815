/** An echo reply (RFC 792, RFC 4443 section 4.2). */
export type Echo = { readonly identifier: number; readonly sequence: number; readonly payload: Buffer };

const HEADER = 8;
const REQUEST = { 4: 8, 6: 128 } as const;
const REPLY = { 4: 0, 6: 129 } as const;

/** The checksum of version 6 covers addresses that only the kernel knows, which puts it in. */
export function echoRequest(version: 4 | 6, identifier: number, sequence: number, payload: Uint8Array): Buffer {
  const packet = Buffer.alloc(HEADER + payload.length);
  packet.writeUInt8(REQUEST[version], 0);
  packet.writeUInt16BE(identifier, 4);
  packet.writeUInt16BE(sequence % 0x10000, 6);
  packet.set(payload, HEADER);
  if (version === 4) packet.writeUInt16BE(checksum(packet), 2);
  return packet;
}

/** Nothing for any other message. */
export function readEchoReply(packet: Buffer, version: 4 | 6): Echo | undefined {
  if (packet.length < HEADER || packet[0] !== REPLY[version] || packet[1] !== 0) return undefined;
  return {
    identifier: packet.readUInt16BE(4),
    sequence: packet.readUInt16BE(6),
    payload: packet.subarray(HEADER),
  };
}

/** The Internet checksum (RFC 1071). */
export function checksum(packet: Buffer): number {
  let sum = 0;
  for (let at = 0; at < packet.length; at += 2) sum += ((packet[at] ?? 0) << 8) | (packet[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

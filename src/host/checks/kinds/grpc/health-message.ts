/**
 * The messages of grpc.health.v1.Health/Check (health.proto of the gRPC health checking protocol), as gRPC frames them:
 * a byte that says whether it is compressed, the length in four, and a protocol buffer.
 */

export type HealthAnswer =
  /** `SERVING`, `NOT_SERVING`, or the number of a status that has no name here. */
  { readonly is: 'status'; readonly status: string } | { readonly is: 'malformed'; readonly why: string };

const statuses: readonly string[] = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];
const PREFIX = 5;

/** HealthCheckRequest: field 1 is the service. An empty one means the server as a whole, and is left out. */
export function healthRequest(service: string): Buffer {
  const name = Buffer.from(service);
  const message = name.length === 0 ? name : Buffer.concat([Buffer.from([0x0a, ...varint(name.length)]), name]);
  const prefix = Buffer.alloc(PREFIX);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** HealthCheckResponse: field 1 is the status. Any bytes give a result. */
export function healthAnswer(body: Buffer): HealthAnswer {
  if (body.length < PREFIX) return { is: 'malformed', why: `an answer of ${body.length} bytes` };
  if (body[0] !== 0) return { is: 'malformed', why: 'a compressed answer' };
  const message = body.subarray(PREFIX);
  if (message.length !== body.readUInt32BE(1))
    return { is: 'malformed', why: 'an answer of another length than it says' };
  const status = statusIn(message);
  if (status === undefined) return { is: 'malformed', why: 'not a HealthCheckResponse' };
  return { is: 'status', status: statuses[status] ?? `${status}` };
}

/** What a protocol buffer does not mention is 0. Fields that are not known are passed over; the last of the same one counts. */
function statusIn(message: Buffer): number | undefined {
  let status = 0;
  for (let at = 0; at < message.length; ) {
    const tag = readVarint(message, at);
    if (tag === undefined) return undefined;
    const value = readField(message, tag.end, tag.value & 7);
    if (value === undefined) return undefined;
    if (tag.value === 0x08) status = value.value;
    at = value.end;
  }
  return status;
}

type Read = { readonly value: number; readonly end: number };

/** By the wire types of protocol buffers: a varint, 8 bytes, a length and as many bytes, 4 bytes. */
function readField(message: Buffer, at: number, wireType: number): Read | undefined {
  if (wireType === 0) return readVarint(message, at);
  if (wireType === 1) return skipped(message, at + 8);
  if (wireType === 5) return skipped(message, at + 4);
  if (wireType !== 2) return undefined;
  const length = readVarint(message, at);
  return length === undefined ? undefined : skipped(message, length.end + length.value);
}

function skipped(message: Buffer, end: number): Read | undefined {
  return end <= message.length ? { value: 0, end } : undefined;
}

/** Up to ten bytes of seven bits, the lowest first. */
function readVarint(message: Buffer, at: number): Read | undefined {
  let value = 0;
  for (let index = 0; index < 10; index += 1) {
    const byte = message[at + index];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, end: at + index + 1 };
  }
  return undefined;
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}

import { ParseError } from '../../core/errors.ts';

/** One OpenFlow message. The body is what stands behind the header. */
export type Message = {
  readonly version: number;
  readonly type: number;
  readonly xid: number;
  readonly body: Buffer;
};

/** Types of messages, the same from OpenFlow 1.1 on (OpenFlow 1.3.1 section A.1; enum ofptype in openvswitch/ofp-msgs.h). */
export const HELLO = 0;
export const ERROR = 1;
export const ECHO_REQUEST = 2;
export const ECHO_REPLY = 3;
export const MULTIPART_REQUEST = 18;
export const MULTIPART_REPLY = 19;

/** `version` (1), `type` (1), `length` of the whole message (2), `xid` (4): struct ofp_header, OpenFlow 1.3.1 section A.1. */
const HEADER = 8;

export function encodeMessage({ version, type, xid, body }: Message): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUInt8(version, 0);
  header.writeUInt8(type, 1);
  header.writeUInt16BE(HEADER + body.length, 2);
  header.writeUInt32BE(xid, 4);
  return Buffer.concat([header, body]);
}

/** Cuts a stream of bytes into messages. Holds no more than one unfinished message, which has 65,535 bytes at most. */
export type MessageSplitter = {
  /** The messages that the chunk completes. Throws a ParseError at a length that is shorter than the header. */
  readonly push: (chunk: Buffer) => readonly Message[];
  /** Whether the bytes so far end within a message. */
  readonly isInside: () => boolean;
};

export function createMessageSplitter(): MessageSplitter {
  let kept: Buffer[] = [];
  let size = 0;
  /** So many bytes it takes until there is something to tell. */
  let needed = HEADER;

  const push = (chunk: Buffer): readonly Message[] => {
    kept.push(chunk);
    size += chunk.length;
    if (size < needed) return [];
    const bytes = Buffer.concat(kept);
    const messages: Message[] = [];
    let start = 0;
    needed = HEADER;
    while (bytes.length - start >= HEADER) {
      const length = bytes.readUInt16BE(start + 2);
      if (length < HEADER) throw new ParseError('OpenFlow', 0, 'a message of 8 bytes at least', `${length}`);
      if (bytes.length - start < length) {
        needed = length;
        break;
      }
      messages.push(messageIn(bytes.subarray(start, start + length)));
      start += length;
    }
    kept = [bytes.subarray(start)];
    size = bytes.length - start;
    return messages;
  };
  return { push, isInside: () => size > 0 };
}

function messageIn(bytes: Buffer): Message {
  return {
    version: bytes.readUInt8(0),
    type: bytes.readUInt8(1),
    xid: bytes.readUInt32BE(4),
    body: bytes.subarray(HEADER),
  };
}

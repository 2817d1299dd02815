import { ParseError } from '../../core/errors.ts';
import type { Message } from './message.ts';

/**
 * Versions as on the wire: 4 is OpenFlow 1.3, 6 is 1.5. What is asked of a switch here looks the same in these
 * (struct ofp13_table_stats in openvswitch include/openflow/openflow-1.3.h serves them all), and not in older ones.
 */
export const VERSIONS = [4, 5, 6] as const;

/** The version in the header of a HELLO: the highest that its sender speaks. */
export const HIGHEST = 6;

/** OFPHET_VERSIONBITMAP */
const VERSION_BITMAP = 1;
/** `type` (2), `length` without padding (2): struct ofp_hello_elem_header. */
const ELEMENT_HEADER = 4;

/** The body of a HELLO that offers these versions: one element with a bitmap (OpenFlow 1.3.1 section A.5.1). */
export function helloBody(): Buffer {
  const body = Buffer.alloc(ELEMENT_HEADER + 4);
  body.writeUInt16BE(VERSION_BITMAP, 0);
  body.writeUInt16BE(body.length, 2);
  body.writeUInt32BE(
    VERSIONS.reduce((bits, version) => bits | (1 << version), 0),
    ELEMENT_HEADER,
  );
  return body;
}

/**
 * The version that both sides use after the peer's HELLO; `undefined` when there is none in common. With a bitmap from
 * both it is the highest in both, otherwise the lower one of the two headers' (OpenFlow 1.3.1 section 6.3.1).
 * Throws a ParseError when the elements of the HELLO don't fit into it.
 */
export function agreedVersion({ version, body }: Message): number | undefined {
  const bitmap = bitmapIn(body);
  if (bitmap !== undefined) return VERSIONS.findLast((one) => (bitmap & (1 << one)) !== 0);
  const lower = Math.min(version, HIGHEST);
  return VERSIONS.find((one) => one === lower);
}

/** The first word of the bitmap, which tells of the versions below 32; elements of other types are passed over. */
function bitmapIn(body: Buffer): number | undefined {
  for (let start = 0; body.length - start >= ELEMENT_HEADER; ) {
    const length = body.readUInt16BE(start + 2);
    if (length < ELEMENT_HEADER || start + length > body.length) {
      throw new ParseError('OpenFlow HELLO', 0, 'elements that fit into the message', `${length}`);
    }
    const isBitmap = body.readUInt16BE(start) === VERSION_BITMAP && length >= ELEMENT_HEADER + 4;
    if (isBitmap) return body.readUInt32BE(start + ELEMENT_HEADER);
    start += Math.ceil(length / 8) * 8;
  }
  return undefined;
}

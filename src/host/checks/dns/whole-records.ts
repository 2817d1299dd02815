const HEADER = 12;
const A = 1;
const AAAA = 28;

/**
 * Whether all questions and answers that a message announces are in it, with addresses as long as addresses are: the
 * decoder reads on where a message was cut off, and takes the length of an address for granted (RFC 1035, section 4.1).
 */
export function hasWholeRecords(message: Buffer): boolean {
  let at = HEADER;
  for (let left = message.readUInt16BE(4); left > 0; left -= 1) {
    // Behind the name of a question come its type and class.
    at = endOfName(message, at) + 4;
    if (at > message.length) return false;
  }
  for (let left = message.readUInt16BE(6); left > 0; left -= 1) {
    // Behind that of an answer come type, class, time to live and the length of the data.
    const fixed = endOfName(message, at);
    if (fixed + 10 > message.length) return false;
    const length = message.readUInt16BE(fixed + 8);
    if (!isPossible(message.readUInt16BE(fixed), length)) return false;
    at = fixed + 10 + length;
    if (at > message.length) return false;
  }
  return true;
}

function isPossible(type: number, length: number): boolean {
  if (type === A) return length === 4;
  return type !== AAAA || length === 16;
}

/** Labels with their lengths before them, up to an empty one or to the two bytes of a pointer. */
function endOfName(message: Buffer, start: number): number {
  let at = start;
  for (let length = message[at] ?? 0; length !== 0; length = message[at] ?? 0) {
    if (length >= 0xc0) return at + 2;
    at += 1 + length;
  }
  return at + 1;
}

import type { Kind, SpecOf } from '../kind.ts';

/**
 * A datagram, and what comes back. With an expected answer, the first datagram that comes has to contain it. Without one,
 * anything that comes passes, and silence too: only an ICMP error is a failure then.
 */
export const udpKind: Kind<SpecOf<'udp'>> = {
  run: async ({ spec, address, port, place, sockets, signal }) => {
    const socket = sockets.datagram({ address, port, place });
    try {
      socket.send(Buffer.from(spec.payload, 'hex'));
      const { bytes, elapsed } = await socket.receive(signal);
      if (spec.expect === undefined || bytes.includes(spec.expect, 0, 'hex'))
        return { reason: 'ok', duration: elapsed };
      return { reason: 'wrong-answer', duration: elapsed, detail: shown(bytes) };
    } finally {
      socket.close();
    }
  },
  silence: ({ expect }) => (expect === undefined ? 'ok' : 'timeout'),
};

/** Text where it is text, and hexadecimal digits otherwise. */
function shown(bytes: Buffer): string {
  const start = bytes.subarray(0, 100);
  const isText = start.every((byte) => byte >= 0x20 && byte < 0x7f);
  const text = isText ? start.toString('latin1') : start.toString('hex');
  return start.length < bytes.length ? `${text}…` : text;
}

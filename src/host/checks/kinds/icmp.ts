import { randomBytes, randomInt } from 'node:crypto';
import type { Kind, SpecOf } from '../kind.ts';

/**
 * An echo request. Its reply is known by the socket's own identifier, by the sequence and by a payload that nobody can
 * guess, so that no check takes the reply to another one for its own.
 */
export const icmpKind: Kind<SpecOf<'icmp'>> = {
  run: async ({ spec, address, port, place, sockets, signal }) => {
    const socket = sockets.ping({ address, port, place });
    try {
      const sequence = randomInt(0x1_0000);
      const payload = randomBytes(spec.payload);
      socket.send(sequence, payload);
      for (;;) {
        const reply = await socket.receive(signal);
        if (reply.sequence !== sequence) continue;
        if (reply.bytes.equals(payload)) return { reason: 'ok', duration: reply.elapsed };
        return { reason: 'bad-answer', duration: reply.elapsed, detail: 'the reply has another payload' };
      }
    } finally {
      socket.close();
    }
  },
};

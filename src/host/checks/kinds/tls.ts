import type { Kind, SpecOf } from '../kind.ts';
import { openStream } from '../stream.ts';
import { handshake } from './tls/handshake.ts';

/**
 * A TLS handshake. With TLS 1.3 a server that does not like the client's certificate says so after the handshake, to the
 * first that is sent: that only the kinds see that speak over TLS.
 */
export const tlsKind: Kind<SpecOf<'tls'>> = {
  run: async (attempt) => {
    const { spec, sockets, signal } = attempt;
    const socket = await openStream(sockets, attempt, signal);
    try {
      const { stream, certificateExpires, objection } = await handshake(socket, spec, attempt);
      // The last of the handshake goes out first: the server is to take it for one that did not fail.
      await new Promise<void>((sent) => stream.end(() => sent()));
      return objection ?? { reason: 'ok', certificateExpires };
    } finally {
      socket.destroy();
    }
  },
};

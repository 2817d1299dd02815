import type { Socket } from 'node:net';
import type { Attempt, Kind, SpecOf } from '../kind.ts';
import { openStream } from '../stream.ts';
import { authorityOf } from './authority.ts';
import { call } from './grpc/call.ts';
import { healthRequest } from './grpc/health-message.ts';
import { judge } from './grpc/status.ts';
import { handshake } from './tls/handshake.ts';

/** A call of grpc.health.v1.Health/Check over HTTP/2, plain (with prior knowledge) or over TLS. */
export const grpcKind: Kind<SpecOf<'grpc'>> = {
  run: async (attempt) => {
    const { spec, sockets, signal } = attempt;
    const socket = await openStream(sockets, attempt, signal);
    try {
      const { stream, certificateExpires, objection } = await secured(attempt, socket);
      if (objection !== undefined) return objection;
      const answer = await call(
        stream,
        authorityOf(attempt, spec.tls === undefined ? 80 : 443),
        healthRequest(spec.service),
      );
      return { ...judge(answer), certificateExpires };
    } finally {
      socket.destroy();
    }
  },
};

async function secured(attempt: Attempt<SpecOf<'grpc'>>, socket: Socket) {
  const { tls } = attempt.spec;
  if (tls !== undefined) return handshake(socket, tls, attempt, ['h2']);
  return { stream: socket, certificateExpires: undefined, objection: undefined };
}

import type { Socket } from 'node:net';
import type { Attempt, Kind, Outcome, SpecOf } from '../kind.ts';
import { openStream } from '../stream.ts';
import { exchange, type HttpAnswer, type HttpRequest } from './http/exchange.ts';
import { judge } from './http/judge.ts';
import { bodyReader } from './http/judge-body.ts';
import { redirected } from './http/redirect.ts';
import { firstRequest, originOf } from './http/request.ts';
import { handshake } from './tls/handshake.ts';

type HttpAttempt = Attempt<SpecOf<'http'>>;

/**
 * An HTTP/1.1 request over a connection of its own, plain or over TLS. Status and body decide; without a body to look at,
 * the check is over with the answer's headers. Redirects are followed to the same server only.
 */
export const httpKind: Kind<SpecOf<'http'>> = {
  run: async (attempt) => {
    const { spec } = attempt;
    const origin = originOf(attempt);
    let request = firstRequest(attempt);
    for (let left = spec.redirects; ; left -= 1) {
      const { answer, outcome } = await ask(attempt, request);
      const next = left > 0 && answer !== undefined ? redirected(request, answer, origin) : undefined;
      if (next === undefined) return outcome;
      request = next;
    }
  },
};

type Asked = { readonly outcome: Outcome; readonly answer?: HttpAnswer };

async function ask(attempt: HttpAttempt, request: HttpRequest): Promise<Asked> {
  const { spec, sockets, signal } = attempt;
  const socket = await openStream(sockets, attempt, signal);
  try {
    const { stream, certificateExpires, objection } = await secured(attempt, socket);
    if (objection !== undefined) return { outcome: objection };
    const wantsBody = spec.body === undefined ? undefined : bodyReader(spec.body);
    const answer = await exchange(stream, request, wantsBody);
    return { answer, outcome: { ...judge(answer, spec), certificateExpires } };
  } finally {
    socket.destroy();
  }
}

async function secured(attempt: HttpAttempt, socket: Socket) {
  const { tls } = attempt.spec;
  if (tls !== undefined) return handshake(socket, tls, attempt, ['http/1.1']);
  return { stream: socket, certificateExpires: undefined, objection: undefined };
}

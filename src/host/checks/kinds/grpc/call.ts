import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2';
import type { Socket } from 'node:net';
import { CheckFailure } from '../../kind.ts';
import { streamFailure, untilFound } from '../../stream.ts';
import type { GrpcAnswer } from './status.ts';

const PATH = '/grpc.health.v1.Health/Check';
/** Bytes: an answer that is a few bytes by its nature. */
const MAX_BODY = 4096;

/** Makes one call over a stream that nobody else uses. Rejects with a `CheckFailure`. */
export async function call(stream: Socket, authority: string, message: Buffer): Promise<GrpcAnswer> {
  const session = connect(`http://${authority}`, {
    createConnection: () => stream,
    settings: { enablePush: false },
    maxSessionMemory: 1,
  });
  session.on('error', () => undefined);
  try {
    return await untilFound<GrpcAnswer>(session, (found, failed) => ask(session, message, found, failed));
  } catch (error) {
    throw streamFailure(error);
  } finally {
    session.destroy();
  }
}

function ask(
  session: ClientHttp2Session,
  message: Buffer,
  found: (answer: GrpcAnswer) => void,
  failed: (error: unknown) => void,
): void {
  const asked = session.request({
    ':method': 'POST',
    ':path': PATH,
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  const pieces: Buffer[] = [];
  let length = 0;
  let http = 0;
  let fields: IncomingHttpHeaders = {};
  asked.on('error', failed);
  asked.on('response', (headers) => {
    http = headers[':status'] ?? 0;
    fields = headers;
  });
  asked.on('trailers', (trailers) => {
    fields = { ...fields, ...trailers };
  });
  asked.on('data', (piece: Buffer) => {
    pieces.push(piece);
    length += piece.length;
    if (length > MAX_BODY) failed(new CheckFailure('bad-answer', 'an answer that does not end'));
  });
  asked.on('end', () => {
    // A call that was cancelled ends like one that was answered.
    if (http === 0) failed(new CheckFailure('closed'));
    found({
      http,
      status: text(fields['grpc-status']),
      message: text(fields['grpc-message']),
      body: Buffer.concat(pieces),
    });
  });
  asked.on('close', () => failed(new CheckFailure('closed')));
  asked.end(message);
}

function text(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.join(', ');
}

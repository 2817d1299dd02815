import type { EventEmitter } from 'node:events';
import { Socket } from 'node:net';
import { messageOf } from '../../core/errors.ts';
import { reasonOfErrno } from './failure.ts';
import { CheckFailure, type Endpoint, type Sockets } from './kind.ts';

/** A connection as a stream of Node's. It is destroyed when the signal is aborted; its owner destroys it in all other cases. */
export async function openStream(sockets: Sockets, to: Endpoint, signal: AbortSignal): Promise<Socket> {
  const { fd } = await sockets.connect(to, signal);
  const socket = new Socket({ fd, readable: true, writable: true });
  // Whoever waits listens too; this one is for what comes after that.
  socket.on('error', () => undefined);
  whenAborted(signal, socket);
  return socket;
}

/** Destroys the socket when the signal is aborted, unless it is closed by then. */
function whenAborted(signal: AbortSignal, socket: Socket): void {
  const destroy = () => {
    socket.destroy();
  };
  if (signal.aborted) destroy();
  signal.addEventListener('abort', destroy, { once: true });
  socket.once('close', () => signal.removeEventListener('abort', destroy));
}

/**
 * Waits for a part of a conversation at a stream: `listen` begins it, and tells what it found. Rejects when the stream
 * fails, or is closed, before that.
 */
export async function untilFound<Found>(
  stream: EventEmitter,
  listen: (found: (found: Found) => void, failed: (error: unknown) => void) => void,
): Promise<Found> {
  const { promise, resolve, reject } = Promise.withResolvers<Found>();
  const closed = () => reject(new CheckFailure('closed'));
  stream.on('error', reject);
  stream.on('end', closed);
  stream.on('close', closed);
  try {
    listen(resolve, reject);
    return await promise;
  } finally {
    stream.off('error', reject);
    stream.off('end', closed);
    stream.off('close', closed);
  }
}

/** Why a stream failed, by the error that Node has for it. */
export function streamFailure(error: unknown): CheckFailure {
  if (error instanceof CheckFailure) return error;
  const { code, reason, isFromKernel } = facts(error);
  // Node gives the same code to a connection that the other side closed while something was awaited.
  if (code === 'ECONNRESET') return new CheckFailure(isFromKernel ? 'reset' : 'closed', undefined, { cause: error });
  const detail = reason ?? messageOf(error);
  if (TLS_TROUBLE.test(code)) return new CheckFailure('tls-failed', detail, { cause: error });
  return new CheckFailure(reasonOfErrno(code) ?? 'bad-answer', detail, { cause: error });
}

/** Codes of OpenSSL's errors and of Node's own: `ERR_SSL_WRONG_VERSION_NUMBER`. */
const TLS_TROUBLE = /^(EPROTO$|ERR_SSL_|ERR_TLS_)/;

/** OpenSSL and the parser of HTTP keep their words in `reason`, apart from where in their sources they stand. */
function facts(error: unknown) {
  const of = (key: string): unknown => (error instanceof Error ? Reflect.get(error, key) : undefined);
  const reason = of('reason');
  return {
    code: String(of('code') ?? ''),
    reason: typeof reason === 'string' ? reason : undefined,
    isFromKernel: of('errno') !== undefined,
  };
}

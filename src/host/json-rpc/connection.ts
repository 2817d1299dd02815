import net from 'node:net';
import { HostError } from '../../core/errors.ts';
import { isList, isObject, type Json, type JsonObject } from '../../core/json.ts';
import { socketError } from './socket-error.ts';
import { createJsonSplitter } from './split-json.ts';

/** One connection to a JSON-RPC 1.0 server, from its opening to its end (RFC 7047, section 4). */
export type Connection = {
  /** Rejects with a HostError: at once when the connection has ended, and for all that wait when it ends. */
  readonly request: (method: string, params: readonly Json[], signal: AbortSignal) => Promise<Json>;
  /** Whether further requests make sense: it is open, and no request has waited in vain. */
  readonly isGood: () => boolean;
  readonly close: (reason: HostError) => void;
};

export type ConnectionListener = {
  readonly notified: (method: string, params: readonly Json[]) => void;
  /** Called once, also when it could not be opened. */
  readonly ended: (reason: HostError) => void;
};

type Waiting = { readonly resolve: (result: Json) => void; readonly reject: (error: HostError) => void };

/** The longest message: the first contents of a database with many thousand ports are some megabytes. */
const MAX_MESSAGE = 64 * 1024 * 1024;

export function openConnection(path: string, listener: ConnectionListener): Connection {
  const socket = net.connect(path);
  const splitter = createJsonSplitter(MAX_MESSAGE);
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let ended: HostError | undefined;
  let failedOnce = false;

  const end = (reason: HostError) => {
    if (ended !== undefined) return;
    ended = reason;
    socket.destroy();
    const all = [...waiting.values()];
    waiting.clear();
    for (const { reject } of all) reject(reason);
    listener.ended(reason);
  };
  /** A connection keeps the process alive only while somebody waits. */
  const settled = (id: number): Waiting | undefined => {
    const one = waiting.get(id);
    waiting.delete(id);
    if (waiting.size > 0) return one;
    socket.unref();
    if (failedOnce) end(new HostError('deadline', path, 'did not answer in time'));
    return one;
  };
  const receive = (message: JsonObject) => {
    const { id = null, method, params = [] } = message;
    if (typeof method === 'string') {
      if (id === null) listener.notified(method, isList(params) ? params : []);
      else if (method === 'echo') socket.write(JSON.stringify({ id, result: params, error: null }));
      return;
    }
    // An answer that nobody waits for any more is dropped.
    const one = typeof id === 'number' ? settled(id) : undefined;
    if (one !== undefined) answer(path, message, one);
  };

  const messagesIn = (chunk: Buffer): readonly JsonObject[] => {
    try {
      return splitter.push(chunk).map(messageIn);
    } catch (error) {
      end(new HostError('refused', path, 'sent what is not JSON-RPC', { cause: error }));
      return [];
    }
  };

  socket.on('data', (chunk: Buffer) => {
    for (const message of messagesIn(chunk)) receive(message);
  });
  socket.on('error', (error) => end(socketError(path, error)));
  socket.on('close', () => {
    const where = splitter.isInside() ? ' in the middle of a message' : '';
    end(new HostError('refused', path, `the connection was closed${where}`));
  });
  socket.unref();

  return {
    isGood: () => ended === undefined && !failedOnce,
    close: end,
    request: (method, params, signal) =>
      new Promise((resolve, reject) => {
        if (ended !== undefined || signal.aborted) {
          reject(ended ?? noAnswer(path, method, signal));
          return;
        }
        lastId += 1;
        const id = lastId;
        const onAbort = () => {
          failedOnce = true;
          settled(id);
          reject(noAnswer(path, method, signal));
        };
        const forget = () => signal.removeEventListener('abort', onAbort);
        signal.addEventListener('abort', onAbort, { once: true });
        waiting.set(id, {
          resolve: (result) => {
            forget();
            resolve(result);
          },
          reject: (error) => {
            forget();
            reject(error);
          },
        });
        socket.ref();
        socket.write(JSON.stringify({ id, method, params }));
      }),
  };
}

function messageIn(text: string): JsonObject {
  const message: Json = JSON.parse(text);
  if (isObject(message)) return message;
  throw new SyntaxError(`a message that is no object: ${text.slice(0, 80)}`);
}

/** ovs-vswitchd sends `"error":null` with a result, and no `result` at all with an error (lib/unixctl.c, lib/jsonrpc.c). */
function answer(path: string, { result, error }: JsonObject, { resolve, reject }: Waiting): void {
  if (error !== null && error !== undefined) reject(new HostError('refused', path, wordsOf(error)));
  else if (result === undefined) reject(new HostError('refused', path, 'an answer without a result'));
  else resolve(result);
}

/** A text, or an OVSDB error (RFC 7047, section 3.1): `{"error":"unknown database","details":"…"}`. */
function wordsOf(error: Json): string {
  if (typeof error === 'string') return error.trim();
  if (!isObject(error)) return JSON.stringify(error);
  return [error.error, error.details].filter((part) => typeof part === 'string').join(': ') || JSON.stringify(error);
}

function noAnswer(path: string, method: string, signal: AbortSignal): HostError {
  return new HostError('deadline', path, `no answer to ${method} in time`, { cause: signal.reason });
}

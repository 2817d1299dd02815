import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { CheckFailure } from '../../kind.ts';
import { streamFailure, untilFound } from '../../stream.ts';
import { type BodyReader, readBody } from './body.ts';

export type HttpRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
};

export type HttpAnswer = {
  readonly status: number;
  /** `503 Service Unavailable` */
  readonly words: string;
  readonly location: string | undefined;
  /** The beginning of the body; empty where nobody wanted it. */
  readonly body: Buffer;
};

/** Bytes of all headers together. */
const MAX_HEADERS = 16 * 1024;
/** Answers before the answer (RFC 9110, section 15.2): more of them are a server that never comes to it. */
const MAX_INFORMATION = 10;

/**
 * Sends a request over a stream that nobody else uses, and reads the answer. Without a reader for the body, its headers
 * are all that is waited for. Rejects with a `CheckFailure`.
 */
export async function exchange(
  stream: Socket,
  { method, path, headers }: HttpRequest,
  wantsBody: BodyReader | undefined,
): Promise<HttpAnswer> {
  try {
    // A request is a stream of its own, which ends and fails with the connection.
    const asked = request({
      createConnection: () => stream,
      method,
      path,
      headers,
      setHost: false,
      maxHeaderSize: MAX_HEADERS,
    });
    asked.on('error', () => undefined);
    return await untilFound<HttpAnswer>(asked, (found, failed) => {
      let information = 0;
      asked.on('information', () => {
        information += 1;
        if (information > MAX_INFORMATION) failed(new CheckFailure('bad-answer', 'only 1xx answers'));
      });
      // Somebody switched to another protocol, unasked.
      asked.on('upgrade', (response) => found(answerOf(response, Buffer.alloc(0))));
      asked.on('response', (response) => {
        response.on('error', failed);
        if (wantsBody === undefined) found(answerOf(response, Buffer.alloc(0)));
        else readBody(response, wantsBody, (body) => found(answerOf(response, body)));
      });
      asked.end();
    });
  } catch (error) {
    throw streamFailure(error);
  }
}

function answerOf({ statusCode = 0, statusMessage = '', headers }: IncomingMessage, body: Buffer): HttpAnswer {
  return {
    status: statusCode,
    words: `${statusCode} ${statusMessage}`.trimEnd(),
    location: headers.location,
    body,
  };
}

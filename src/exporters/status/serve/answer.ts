import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';

const compress = promisify(gzip);
/** Shorter bodies are not worth it. */
const WORTH_COMPRESSING = 1_024;
/** `gzip`, `gzip;q=0.5`, but not `gzip;q=0`. */
const GZIP = /(?:^|,)\s*(?:gzip|\*)\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[\d.]+\s*)?(?:,|$)/i;

/** Answers with a body that is marked by its content: 304 where the client has it already, compressed where it may be. */
export async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  contentType: string,
  body: string | Buffer,
): Promise<void> {
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  response.setHeader('ETag', tag);
  response.setHeader('Vary', 'Accept-Encoding');
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304).end();
    return;
  }
  const plain = typeof body === 'string' ? Buffer.from(body) : body;
  const isCompressed = plain.length >= WORTH_COMPRESSING && GZIP.test(String(request.headers['accept-encoding'] ?? ''));
  const sent = isCompressed ? await compress(plain, { level: constants.Z_BEST_SPEED }) : plain;
  if (isCompressed) response.setHeader('Content-Encoding', 'gzip');
  response.writeHead(200, { 'Content-Type': contentType, 'Content-Length': sent.length });
  response.end(sent);
}

export function answerJson(request: IncomingMessage, response: ServerResponse, value: unknown): Promise<void> {
  return answer(request, response, 'application/json; charset=utf-8', JSON.stringify(value));
}

/** Tells in one line what is wrong with a request. */
export function refuse(response: ServerResponse, status: number, reason: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${reason}\n`);
}

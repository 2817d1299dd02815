import type { IncomingMessage } from 'node:http';

/** Whether what came of a body so far is enough. */
export type BodyReader = (body: Buffer) => boolean;

/** As much of a body as is looked at. */
export const MAX_BODY = 64 * 1024;

/**
 * Reads the beginning of a body, until there is enough of it or all. It is looked at as it comes: after each piece that
 * doubles it, so that a body of many small pieces is no more work than one that comes at once.
 */
export function readBody(response: IncomingMessage, isEnough: BodyReader, found: (body: Buffer) => void): void {
  const pieces: Buffer[] = [];
  let length = 0;
  let lookAt = 1;
  const body = () => Buffer.concat(pieces).subarray(0, MAX_BODY);
  response.on('data', (piece: Buffer) => {
    pieces.push(piece);
    length += piece.length;
    if (length < lookAt) return;
    lookAt = Math.min(MAX_BODY, 2 * length);
    const soFar = body();
    pieces.splice(0, pieces.length, soFar);
    if (length >= MAX_BODY || isEnough(soFar)) found(soFar);
  });
  response.on('end', () => found(body()));
}

import type { IncomingMessage } from 'node:http';

/** The body of a request as text, or why there is none: it is longer than `most` bytes, or no UTF-8. */
export async function readBody(
  request: IncomingMessage,
  most: number,
): Promise<{ readonly text: string } | { readonly refusal: 'too long' | 'not text' }> {
  if (Number(request.headers['content-length'] ?? 0) > most) return { refusal: 'too long' };
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(part)) continue;
    size += part.length;
    if (size > most) return { refusal: 'too long' };
    parts.push(part);
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts)) };
  } catch {
    return { refusal: 'not text' };
  }
}

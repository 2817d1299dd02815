import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Guard } from '../exporters/exporter.ts';

/** RFC 6750, 2.1: `Bearer mF_9.B5f-4.1JqM` */
const BEARER = /^Bearer +(\S+)$/i;

/** Whether a request has the token that its page asks for. */
export async function hasToken({ headers }: IncomingMessage, guard: Guard): Promise<boolean> {
  const [, given] = BEARER.exec(headers.authorization ?? '') ?? [];
  if (given === undefined) return false;
  const token = await guard.token();
  return token !== undefined && timingSafeEqual(digest(given), digest(token));
}

/** Of one length for all texts: how much of a guess is right must not show in the time that it takes. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

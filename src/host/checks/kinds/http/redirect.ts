import type { HttpAnswer, HttpRequest } from './exchange.ts';

/** Status codes that name another place to ask at (RFC 9110, section 15.4). */
const redirects = [301, 302, 303, 307, 308];

/**
 * The request that a redirect asks for, if it leads to the same server: the check is about a member, and what another one
 * would answer says nothing about it.
 *
 * @param origin what the request went to, as `https://www.example.org:8443`
 */
export function redirected(request: HttpRequest, answer: HttpAnswer, origin: string): HttpRequest | undefined {
  const { status, location } = answer;
  if (location === undefined || !redirects.includes(status)) return undefined;
  const base = URL.parse(request.path, origin);
  const target = base === null ? null : URL.parse(location, base.href);
  if (base === null || target === null || target.origin !== base.origin) return undefined;
  // What everybody does, and 303 is for (RFC 9110, section 15.4.4).
  const asksAnew = status === 303 ? request.method !== 'HEAD' : status < 303 && request.method === 'POST';
  return { ...request, method: asksAnew ? 'GET' : request.method, path: `${target.pathname}${target.search}` };
}

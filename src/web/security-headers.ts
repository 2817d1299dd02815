import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { landingStyle } from './landing-page.ts';

const styleHash = createHash('sha256').update(landingStyle).digest('base64');

const NOTHING_ELSE = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const defaults: ReadonlyMap<string, string> = new Map([
  ['Content-Security-Policy', `default-src 'none'; style-src 'sha256-${styleHash}'; ${NOTHING_ELSE}`],
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'deny'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Cache-Control', 'no-store'],
]);

/**
 * Headers of every answer: nothing from elsewhere is loaded, no other page embeds this one, nothing is kept. Those of
 * the web configuration file stand above them; an empty one takes the header away.
 * @param policy what this one page may load beyond that, as directives of a Content-Security-Policy
 */
export function setSecurityHeaders(
  response: ServerResponse,
  configured: ReadonlyMap<string, string>,
  policy?: string,
): void {
  const own =
    policy === undefined
      ? []
      : [['Content-Security-Policy', `default-src 'none'; ${policy}; ${NOTHING_ELSE}`] as const];
  for (const [name, value] of new Map([...defaults, ...own, ...configured])) {
    if (value !== '') response.setHeader(name, value);
  }
}

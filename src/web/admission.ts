import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Client, Guard } from '../exporters/exporter.ts';
import { createBasicAuth } from './basic-auth.ts';
import { hasToken } from './bearer-token.ts';
import { isVerifiedClient } from './client-certificate.ts';
import { createPasswordCheck } from './password-check.ts';
import { createRateLimit, type RateLimit } from './rate-limit.ts';
import { respondText } from './respond.ts';
import { urlOf } from './router.ts';
import { setSecurityHeaders } from './security-headers.ts';
import type { LiveWebConfig } from './web-config/live-web-config.ts';
import type { WebConfig } from './web-config/load.ts';

/** What each request has to pass, in this order: the rate limit, then the guard of its page or else the password. */
export type Admission = {
  /** Sets the headers of every answer. Tells who asks, or has answered itself when it tells nothing. */
  readonly admits: (request: IncomingMessage, response: ServerResponse) => Promise<Client | undefined>;
  readonly close: () => Promise<void>;
};

const NO_HEADERS: ReadonlyMap<string, string> = new Map();

/** What pages want that differs from the others, by path. */
export type PageWishes = {
  readonly guards: ReadonlyMap<string, Guard>;
  readonly policies: ReadonlyMap<string, string>;
};

const KNOWN: Client = { isKnown: true };
const ANYBODY: Client = { isKnown: false };

export function createAdmission(config: LiveWebConfig | undefined, { guards, policies }: PageWishes): Admission {
  const passwords = createPasswordCheck();
  const auth = createBasicAuth(passwords);
  let limit: { readonly for: WebConfig['rateLimit']; readonly bucket: RateLimit } | undefined;

  return {
    async admits(request, response) {
      await config?.refresh();
      const current = config?.current();
      const path = urlOf(request)?.pathname ?? '';
      setSecurityHeaders(response, current?.headers ?? NO_HEADERS, policies.get(path));
      if (current !== undefined && !withinRate(current.rateLimit)) {
        respondText(response, 429, 'too many requests: the rate limit of the web configuration is reached');
        return undefined;
      }
      return await clientOf(request, response, current, guards.get(path));
    },
    close: passwords.close,
  };

  async function clientOf(
    request: IncomingMessage,
    response: ServerResponse,
    current: WebConfig | undefined,
    guard: Guard | undefined,
  ): Promise<Client | undefined> {
    if (guard !== undefined && (await hasToken(request, guard))) return KNOWN;
    if (current !== undefined && current.users.size > 0) {
      return (await isKnown(request, response, current.users)) ? KNOWN : undefined;
    }
    if (current?.tls !== undefined && isVerifiedClient(current.tls.clients, request.socket)) return KNOWN;
    if (guard === undefined) return ANYBODY;
    respondText(response, 401, 'a token is needed, or a client certificate or password of the web configuration', {
      'WWW-Authenticate': 'Bearer realm="netsteward"',
    });
    return undefined;
  }

  function withinRate(wanted: WebConfig['rateLimit']): boolean {
    if (wanted === undefined) return true;
    if (limit?.for?.interval !== wanted.interval || limit.for.burst !== wanted.burst) {
      limit = { for: wanted, bucket: createRateLimit(wanted) };
    }
    return limit.bucket.allows();
  }

  async function isKnown(request: IncomingMessage, response: ServerResponse, users: ReadonlyMap<string, string>) {
    const verdict = await auth.judge(request.headers.authorization, users);
    if (verdict === 'denied') {
      const challenge = { 'WWW-Authenticate': 'Basic realm="netsteward", charset="UTF-8"' };
      respondText(response, 401, 'a user name and a password are needed, and these are not right', challenge);
    } else if (verdict === 'busy') {
      respondText(response, 503, 'too many passwords are being checked at the moment', { 'Retry-After': '1' });
    }
    return verdict === 'granted';
  }
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Guard } from '../exporters/exporter.ts';
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
  /** Sets the headers of every answer, and has answered itself when it gives false. */
  readonly admits: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  readonly close: () => Promise<void>;
};

const NO_HEADERS: ReadonlyMap<string, string> = new Map();

/** @param guards of the pages that have one, by path */
export function createAdmission(
  config: LiveWebConfig | undefined,
  guards: ReadonlyMap<string, Guard> = new Map(),
): Admission {
  const passwords = createPasswordCheck();
  const auth = createBasicAuth(passwords);
  let limit: { readonly for: WebConfig['rateLimit']; readonly bucket: RateLimit } | undefined;

  return {
    async admits(request, response) {
      await config?.refresh();
      const current = config?.current();
      setSecurityHeaders(response, current?.headers ?? NO_HEADERS);
      if (current !== undefined && !withinRate(current.rateLimit)) {
        respondText(response, 429, 'too many requests: the rate limit of the web configuration is reached');
        return false;
      }
      const guard = guards.size === 0 ? undefined : guards.get(urlOf(request)?.pathname ?? '');
      if (guard !== undefined && (await hasToken(request, guard))) return true;
      if (current !== undefined && current.users.size > 0) return await isKnown(request, response, current.users);
      if (guard === undefined) return true;
      if (current?.tls !== undefined && isVerifiedClient(current.tls.clients, request.socket)) return true;
      respondText(response, 401, 'a token is needed, or a client certificate or password of the web configuration', {
        'WWW-Authenticate': 'Bearer realm="netsteward"',
      });
      return false;
    },
    close: passwords.close,
  };

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

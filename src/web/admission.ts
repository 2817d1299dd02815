import type { IncomingMessage, ServerResponse } from 'node:http';
import { createBasicAuth } from './basic-auth.ts';
import { createPasswordCheck } from './password-check.ts';
import { createRateLimit, type RateLimit } from './rate-limit.ts';
import { respondText } from './respond.ts';
import { setSecurityHeaders } from './security-headers.ts';
import type { LiveWebConfig } from './web-config/live-web-config.ts';
import type { WebConfig } from './web-config/load.ts';

/** What each request has to pass, in this order: the rate limit, then the password. */
export type Admission = {
  /** Sets the headers of every answer, and has answered itself when it gives false. */
  readonly admits: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  readonly close: () => Promise<void>;
};

const NO_HEADERS: ReadonlyMap<string, string> = new Map();

export function createAdmission(config: LiveWebConfig | undefined): Admission {
  const passwords = createPasswordCheck();
  const auth = createBasicAuth(passwords);
  let limit: { readonly for: WebConfig['rateLimit']; readonly bucket: RateLimit } | undefined;

  return {
    async admits(request, response) {
      await config?.refresh();
      const current = config?.current();
      setSecurityHeaders(response, current?.headers ?? NO_HEADERS);
      if (current === undefined) return true;
      if (!withinRate(current.rateLimit)) {
        respondText(response, 429, 'too many requests: the rate limit of the web configuration is reached');
        return false;
      }
      return current.users.size === 0 || (await isKnown(request, response, current.users));
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

import { createHmac, randomBytes } from 'node:crypto';
import type { PasswordCheck } from './password-check.ts';

export type Verdict = 'granted' | 'denied' | 'busy';

/** Judges Authorization headers. */
export type BasicAuth = {
  /** `users` holds bcrypt hashes by name and is not empty. `busy` when too many passwords are being checked. */
  readonly judge: (authorization: string | undefined, users: ReadonlyMap<string, string>) => Promise<Verdict>;
};

const MOST_REMEMBERED = 256;
/** RFC 7617: `Basic dXNlcjpwYXNzd29yZA==`. */
const BASIC = /^Basic +([A-Za-z0-9+/]+={0,2})$/i;

/**
 * HTTP basic authentication (RFC 7617). What was granted once is remembered, as a keyed hash of name, password and
 * bcrypt hash, so that a scrape does not cost a bcrypt each time; a changed file changes the hash and so asks again. An
 * unknown user costs as much time as a known one.
 */
export function createBasicAuth(check: PasswordCheck): BasicAuth {
  const secret = randomBytes(32);
  const granted = new Set<string>();
  const underWay = new Map<string, Promise<boolean>>();

  return {
    async judge(authorization, users) {
      const credentials = credentialsIn(authorization);
      if (credentials === undefined) return 'denied';
      const { user, password } = credentials;
      const known = users.get(user);
      const [anyHash = ''] = users.values();
      const hash = known ?? anyHash;
      const key = createHmac('sha256', secret)
        .update(JSON.stringify([user, password, hash]))
        .digest('base64');
      if (granted.has(key)) return 'granted';
      const comparison = underWay.get(key) ?? check.matches(password, hash);
      if (comparison === undefined) return 'busy';
      underWay.set(key, comparison);
      try {
        if (!(await comparison) || known === undefined) return 'denied';
      } finally {
        underWay.delete(key);
      }
      remember(key);
      return 'granted';
    },
  };

  function remember(key: string): void {
    granted.add(key);
    const [oldest] = granted;
    if (granted.size > MOST_REMEMBERED && oldest !== undefined) granted.delete(oldest);
  }
}

function credentialsIn(authorization: string | undefined): { user: string; password: string } | undefined {
  const [, encoded] = BASIC.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

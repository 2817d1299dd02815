import type { Attempt, SpecOf } from '../../kind.ts';
import { authorityOf } from '../authority.ts';
import type { HttpRequest } from './exchange.ts';

type Target = Pick<Attempt<SpecOf<'http'>>, 'spec' | 'name' | 'address' | 'port'>;

/** What every check says of itself, unless its own headers say something else. */
const defaults = { 'User-Agent': 'netsteward', Accept: '*/*', Connection: 'close' };

export function firstRequest(target: Target): HttpRequest {
  const { method, path, headers } = target.spec;
  // Of headers that differ in their case only, the last is sent.
  return { method, path, headers: { ...defaults, Host: hostOf(target), ...headers } };
}

/** What the check asks, as `https://www.example.org:8443`. */
export function originOf(target: Target): string {
  return `${schemeOf(target)}://${hostOf(target)}`;
}

function hostOf(target: Target): string {
  return target.spec.host ?? authorityOf(target, schemeOf(target) === 'https' ? 443 : 80);
}

function schemeOf({ spec }: Target): 'http' | 'https' {
  return spec.tls === undefined ? 'http' : 'https';
}

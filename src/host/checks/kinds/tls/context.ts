import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { messageOf } from '../../../../core/errors.ts';
import type { TlsSpec } from '../../../checks.ts';
import { fileStamp } from '../../file-stamp.ts';
import { CheckFailure } from '../../kind.ts';

/** What a handshake is to be made with. */
export type ContextSpec = Pick<TlsSpec, 'verify' | 'authority' | 'client'>;

/** A context, or why there is none, and the files as they were when it was made. */
type Kept = {
  readonly made: SecureContext | CheckFailure;
  readonly files: readonly string[];
  readonly stamp: string;
  lookedAt: number;
};

/** Milliseconds after which it is looked again whether the files are still the same. */
const FRESH = 1000;
/** More than that are left from plans that are gone. */
const MAX_KEPT = 256;

const kept = new Map<string, Kept>();
let systemAuthorities: string[] | undefined;

/**
 * The context for such handshakes, made once for as long as its files stay the same: with the system's authorities it is
 * some 20 ms of work. Throws a `CheckFailure` that says `no-file`.
 */
export function secureContext(spec: ContextSpec, now = performance.now()): SecureContext {
  const { verify, authority, client } = spec;
  const key = JSON.stringify([verify, authority, client?.certificate, client?.key]);
  let found = kept.get(key);
  if (found === undefined || !isFresh(found, now)) {
    if (kept.size >= MAX_KEPT) kept.clear();
    found = make(spec, now);
    kept.set(key, found);
  }
  if (found.made instanceof CheckFailure) throw found.made;
  return found.made;
}

function isFresh(one: Kept, now: number): boolean {
  if (now - one.lookedAt < FRESH) return true;
  one.lookedAt = now;
  return fileStamp(one.files) === one.stamp;
}

function make(spec: ContextSpec, now: number): Kept {
  const { authority, client } = spec;
  const files = [authority, client?.certificate, client?.key].filter((file) => file !== undefined);
  // Looked at before they are read: what changes in between is seen at the next look.
  return { stamp: fileStamp(files), files, lookedAt: now, made: made(spec) };
}

function made({ verify, authority, client }: ContextSpec): SecureContext | CheckFailure {
  try {
    return createSecureContext({
      // Without a look at the chain, no authorities are needed.
      ca: verify ? authorities(authority) : [],
      ...(client === undefined ? {} : { cert: contents(client.certificate), key: contents(client.key) }),
    });
  } catch (error) {
    if (error instanceof CheckFailure) return error;
    const files = [authority, client?.certificate, client?.key].filter((file) => file !== undefined);
    return new CheckFailure('no-file', `${files.join(', ')}: ${messageOf(error)}`, { cause: error });
  }
}

function authorities(file: string | undefined): string[] {
  if (file !== undefined) return certificatesIn(file);
  if (systemAuthorities === undefined) {
    // Distributions keep each of them as a file and all in a bundle.
    const system = [...new Set(getCACertificates('system'))];
    systemAuthorities = system.length > 0 ? system : getCACertificates('bundled');
  }
  return systemAuthorities;
}

const PEM = /-----BEGIN (?:TRUSTED )?CERTIFICATE-----.*?-----END (?:TRUSTED )?CERTIFICATE-----/gs;

/** OpenSSL passes over what it does not understand: then nobody would be trusted, and all members would look bad. */
function certificatesIn(file: string): string[] {
  const certificates = contents(file).match(PEM) ?? [];
  if (certificates.length === 0) throw new CheckFailure('no-file', `${file}: no certificate in it`);
  for (const certificate of certificates) new X509Certificate(certificate);
  return certificates;
}

function contents(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CheckFailure('no-file', messageOf(error), { cause: error });
  }
}

import type { TlsSpec } from '../../../checks.ts';
import type { Outcome } from '../../kind.ts';

/** What a handshake showed of the server's certificate. */
export type SeenCertificate = {
  /** Milliseconds since 1970; not there without a certificate. */
  readonly expires: number | undefined;
  /** As OpenSSL and Node name what is wrong with it: `CERT_HAS_EXPIRED`. */
  readonly objection: string | undefined;
};

const DAY = 24 * 60 * 60 * 1000;

/** What is to be said against a certificate; nothing where it is good. */
export function judgeCertificate(
  seen: SeenCertificate,
  spec: Pick<TlsSpec, 'verify' | 'minimumDays'>,
  expectedName: string,
  now: number,
): Outcome | undefined {
  const { expires, objection } = seen;
  if (spec.verify && objection !== undefined) {
    return { reason: 'bad-certificate', detail: inWords(objection, expectedName), certificateExpires: expires };
  }
  if (spec.minimumDays === undefined || expires === undefined) return undefined;
  const left = expires - now;
  if (left >= spec.minimumDays * DAY) return undefined;
  const date = new Date(expires).toISOString().slice(0, 10);
  const detail = left < 0 ? `ran out on ${date}` : `runs out on ${date}, in ${Math.floor(left / DAY)} days`;
  return { reason: 'certificate-expiring', detail, certificateExpires: expires };
}

function inWords(objection: string, expectedName: string): string {
  if (objection === 'ERR_TLS_CERT_ALTNAME_INVALID') return `the certificate is not for ${expectedName}`;
  return objection.toLowerCase().replaceAll('_', ' ');
}

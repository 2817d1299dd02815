import { isIP, type Socket, SocketAddress } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { ClientPolicy } from './web-config/tls-setup.ts';

/** Whether the handshake asks the client for a certificate. */
export function asksForCertificate({ type }: ClientPolicy): boolean {
  return type !== 'NoClientCert';
}

/**
 * Why the client behind the finished handshake is not let in, or `undefined` when it is. Follows Go's ClientAuthType
 * (https://pkg.go.dev/crypto/tls#ClientAuthType): only the types with "Verify" look at who has signed the certificate.
 */
export function clientProblem({ type, allowedNames }: ClientPolicy, socket: TLSSocket): string | undefined {
  if (type === 'NoClientCert' || type === 'RequestClientCert') return undefined;
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) {
    return type === 'VerifyClientCertIfGiven' ? undefined : 'the client has given no certificate';
  }
  const verified = type === 'VerifyClientCertIfGiven' || type === 'RequireAndVerifyClientCert';
  if (verified && !socket.authorized) return `the client's certificate is not valid: ${socket.authorizationError}`;
  if (allowedNames === undefined) return undefined;
  const names = subjectNames(certificate.subjectAltName ?? '');
  return names.some((name) => allowedNames.some((allowed) => canonical(allowed) === name))
    ? undefined
    : 'the client has a certificate of a name that is not allowed';
}

/** Whether the client has shown a certificate that one of the configured authorities has signed. */
export function isVerifiedClient({ type }: ClientPolicy, socket: Socket): boolean {
  if (type !== 'VerifyClientCertIfGiven' && type !== 'RequireAndVerifyClientCert') return false;
  const { TLSSocket } = process.getBuiltinModule('node:tls');
  return socket instanceof TLSSocket && socket.authorized && socket.getPeerX509Certificate() !== undefined;
}

/**
 * One name in the text of a subject's alternative names. A value that has a comma or a quote in it stands as a JSON text.
 * `DNS:scraper.example, IP Address:10.0.0.1, URI:"spiffe://a, b", email:a@b.example`
 */
const NAME = /(?:^|, )(?<kind>[A-Za-z][A-Za-z ]*):(?:(?<quoted>"(?:[^"\\]|\\.)*")|(?<plain>[^,"]*))(?=, |$)/gy;

function subjectNames(text: string): readonly string[] {
  return [...text.matchAll(NAME)].flatMap(({ groups }) => {
    if (!['DNS', 'IP Address', 'URI', 'email'].includes(groups?.kind ?? '')) return [];
    const value: unknown = groups?.quoted === undefined ? groups?.plain : JSON.parse(groups.quoted);
    return typeof value === 'string' ? [canonical(value)] : [];
  });
}

/** IP addresses have several spellings, of which the shortest in small letters counts; other names have one. */
function canonical(name: string): string {
  const version = isIP(name);
  if (version === 0) return name;
  return SocketAddress.parse(version === 6 ? `[${name}]` : name)?.address ?? name;
}

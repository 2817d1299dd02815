import { isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect, type TLSSocket } from 'node:tls';
import type { TlsSpec } from '../../../checks.ts';
import type { Attempt, Outcome } from '../../kind.ts';
import { streamFailure, untilFound } from '../../stream.ts';
import { judgeCertificate } from './certificate.ts';
import { secureContext } from './context.ts';

export type Secured = {
  readonly stream: TLSSocket;
  /** Milliseconds since 1970. */
  readonly certificateExpires: number | undefined;
  /** What is to be said against the certificate: then nothing is sent over the stream. */
  readonly objection: Outcome | undefined;
};

/**
 * Makes a connection secure. Chain, name and dates are looked at after the handshake, so that the date is known of bad
 * certificates too. The stream takes the socket with it when it is destroyed, and the socket the stream. Rejects with a
 * `CheckFailure`.
 *
 * @param protocols what is offered by ALPN (RFC 7301); nothing where it is empty
 */
export async function handshake(
  socket: Socket,
  spec: TlsSpec,
  { name, address }: Pick<Attempt, 'name' | 'address'>,
  protocols: readonly string[] = [],
): Promise<Secured> {
  const expectedName = (spec.serverName ?? name ?? withoutScope(address)).replace(/\.$/, '');
  const stream = connect({
    socket,
    secureContext: secureContext(spec),
    rejectUnauthorized: false,
    checkServerIdentity: (_, certificate) => checkServerIdentity(expectedName, certificate),
    // Addresses are no names to ask for (RFC 6066, section 3).
    ...(isIP(expectedName) === 0 ? { servername: expectedName } : {}),
    ...(protocols.length === 0 ? {} : { ALPNProtocols: [...protocols] }),
  });
  stream.on('error', () => undefined);
  socket.once('close', () => stream.destroy());
  try {
    await untilFound<void>(stream, (found) => stream.once('secureConnect', () => found()));
  } catch (error) {
    throw streamFailure(error);
  }
  const expires = stream.getPeerX509Certificate()?.validToDate.getTime();
  const objection = stream.authorized ? undefined : String(stream.authorizationError);
  return {
    stream,
    certificateExpires: expires,
    objection: judgeCertificate({ expires, objection }, spec, expectedName, Date.now()),
  };
}

function withoutScope(address: string): string {
  return address.replace(/%.*$/s, '');
}

import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { onTestFinished } from 'vitest';
import { type Certificate, expired, makeCertificate } from './certificates.ts';
import { portOf } from './nasty-server.ts';
import { privateDirectory } from './private-directory.ts';

export type TlsServer = { readonly port: number; readonly open: () => number };

/** A TLS server of the test's own that does this with each connection. */
export async function tlsServer(
  { cert, key }: Pick<Certificate, 'cert' | 'key'>,
  connected: (socket: TLSSocket) => void = () => undefined,
  options: TlsOptions = {},
): Promise<TlsServer> {
  const open = new Set<TLSSocket>();
  const server = createServer({ cert, key, ...options }, (socket) => {
    open.add(socket.on('error', () => undefined).on('close', () => open.delete(socket)));
    connected(socket);
  });
  server.on('tlsClientError', () => undefined);
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return { port: await portOf(server), open: () => open.size };
}

/** An authority, and certificates that it signed for `web.example.org` and 127.0.0.1. */
export function certificates() {
  const directory = privateDirectory();
  const authority = makeCertificate(directory, 'authority');
  const names = 'DNS:web.example.org,IP:127.0.0.1';
  const server = makeCertificate(directory, 'server', names, authority);
  return {
    directory,
    authority,
    server,
    client: makeCertificate(directory, 'client', undefined, authority),
    own: makeCertificate(directory, 'own', names),
    expired: expired(directory, server, authority),
  };
}

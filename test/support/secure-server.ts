import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type RequestOptions, request } from 'node:https';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';
import { makeCertificate } from './certificates.ts';
import { privateDirectory } from './private-directory.ts';
import { webServer } from './web-server.ts';

/** Names of the server's certificate. */
export const serverNames = 'DNS:localhost,IP:127.0.0.1';

/** Starts a server with a certificate of its own and an authority for clients, and `lines` in `tls_server_config`. */
export async function secureServer(lines: string, settings: Readonly<Record<string, unknown>> = {}) {
  const directory = privateDirectory();
  const { cert } = makeCertificate(directory, 'server', serverNames);
  makeCertificate(directory, 'ca');
  const file = path.join(directory, 'web.yml');
  writeFileSync(file, `tls_server_config:\n${lines}`);
  const server = await webServer({ settings: { config_file: file, ...settings } });
  return { ...server, ca: cert, directory };
}

/** Asks for the health page. */
export async function get(url: string, options: RequestOptions) {
  const asked = request(`${url}/-/healthy`, { agent: false, ...options }).end();
  const [response] = await once(asked, 'response');
  const socket: TLSSocket = response.socket;
  const serial = socket.getPeerX509Certificate()?.serialNumber;
  const protocol = socket.getProtocol();
  return { status: response.statusCode, body: await text(response), serial, protocol, reused: asked.reusedSocket };
}

/** A TLS connection that the client takes for finished. */
export async function handshake(url: string, options: ConnectionOptions): Promise<TLSSocket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), ...options });
  onTestFinished(() => {
    socket.destroy();
  });
  await once(socket, 'secureConnect');
  return socket;
}

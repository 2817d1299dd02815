import type { Server as HttpServer } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket, Server as TlsServer } from 'node:tls';
import type { Logger } from 'pino';
import { asksForCertificate, clientProblem } from './client-certificate.ts';
import type { LiveWebConfig } from './web-config/live-web-config.ts';
import type { TlsSetup } from './web-config/tls-setup.ts';

/** What stands between the listening socket and HTTP. */
export type Entrance = {
  readonly open: () => number;
  readonly refused: () => { readonly limit: number; readonly tls: number };
  /** Closes the connections that have no request under way. */
  readonly closeIdle: () => void;
  /** Closes what is still in the handshake or answering, too. */
  readonly closeAll: () => void;
};

export type EntranceOptions = {
  readonly config: LiveWebConfig | undefined;
  readonly handshakeSeconds: number;
  readonly log: Logger;
};

/**
 * Takes over the connections of an HTTP server: reads the web configuration again where it has changed, does the TLS
 * handshake with what it says, and only then hands the connection to HTTP. Both servers document that connections can
 * be given to them by emitting `connection`; the HTTP server is the one that listens, so that its limits of time count.
 */
export function guardEntrance(server: HttpServer, { config, handshakeSeconds, log }: EntranceOptions): Entrance {
  const sockets = new Set<Socket>();
  const requestsOf = new Map<Socket, number>();
  const refused = { limit: 0, tls: 0 };
  const speakHttp = server.listeners('connection');
  let tls: { readonly setup: TlsSetup; readonly server: TlsServer } | undefined;

  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', (error) => log.debug({ err: error }, 'a connection broke'));
    admit(socket).catch((error: unknown) => {
      log.error({ err: error }, 'a connection could not be served');
      socket.destroy();
    });
  });
  server.on('drop', () => {
    refused.limit += 1;
  });
  server.on('request', ({ socket }, response) => {
    const count = (change: number) => requestsOf.set(socket, (requestsOf.get(socket) ?? 0) + change);
    count(1);
    response.once('close', () => requestsOf.has(socket) && count(-1));
  });

  return {
    open: () => sockets.size,
    refused: () => refused,
    closeIdle: () => {
      for (const [socket, requests] of requestsOf) if (requests === 0) socket.destroy();
    },
    closeAll: () => {
      for (const socket of sockets) socket.destroy();
    },
  };

  async function admit(socket: Socket): Promise<void> {
    await config?.refresh();
    if (socket.destroyed) return;
    const setup = config?.current().tls;
    if (setup === undefined) return serve(socket);
    // A client that leaves in the middle of the handshake would be waited for until the handshake's time is up.
    socket.allowHalfOpen = false;
    handshakerFor(setup).emit('connection', socket);
  }

  function serve(socket: Socket): void {
    if (!server.listening) {
      socket.destroy();
      return;
    }
    requestsOf.set(socket, 0);
    socket.once('close', () => requestsOf.delete(socket));
    for (const listener of speakHttp) Reflect.apply(listener, server, [socket]);
  }

  /** A handshaker keeps its session keys for itself, so that no session outlives the configuration it was made under. */
  function handshakerFor(setup: TlsSetup): TlsServer {
    if (tls?.setup === setup) return tls.server;
    tls = { setup, server: createHandshaker(setup) };
    return tls.server;
  }

  function createHandshaker(setup: TlsSetup): TlsServer {
    const handshaker = process.getBuiltinModule('node:tls').createServer({
      ...setup.context,
      ALPNProtocols: ['http/1.1'],
      handshakeTimeout: handshakeSeconds * 1000,
      requestCert: asksForCertificate(setup.clients),
      rejectUnauthorized: false,
    });
    const refuse = (socket: TLSSocket, error: unknown) => {
      refused.tls += 1;
      log.debug({ err: error, from: socket.remoteAddress }, 'a client was refused in the TLS handshake');
      socket.destroy();
    };
    handshaker.on('tlsClientError', (error, socket) => refuse(socket, error));
    handshaker.on('secureConnection', (socket) => {
      socket.on('error', (error) => log.debug({ err: error }, 'a TLS connection broke'));
      const problem = clientProblem(setup.clients, socket);
      if (problem === undefined) serve(socket);
      else refuse(socket, new Error(problem));
    });
    return handshaker;
  }
}

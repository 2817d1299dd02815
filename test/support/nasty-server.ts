import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export type NastyServer = {
  readonly port: number;
  /** Connections that the other side has not closed yet. */
  readonly open: () => number;
};

/** A server of the test's own that does this with each connection. */
export async function nastyServer(connected: (socket: Socket) => void, host = '127.0.0.1'): Promise<NastyServer> {
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket.on('error', () => undefined).on('close', () => open.delete(socket)));
    connected(socket);
    // Whoever does not read does not hear that the other side has gone.
    socket.resume();
  });
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return { port: await portOf(server, host), open: () => open.size };
}

/** Makes a server listen on a free port. */
export async function portOf(server: Server, host = '127.0.0.1'): Promise<number> {
  server.listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Sends one byte every few milliseconds, for as long as anybody listens. */
export function drip(socket: Socket, text: string): void {
  let at = 0;
  const timer = setInterval(() => {
    socket.write(text[at % text.length] ?? '');
    at += 1;
  }, 20);
  socket.on('close', () => clearInterval(timer));
}

import { connect as connectTcp, isIP, type Socket } from 'node:net';
import type { TlsOptions } from '../../remote/tls-files.ts';
import type { BrokerAddress } from './broker-url.ts';

/**
 * Begins a connection to the broker. Small packets are sent at once: with Nagle's algorithm each would wait for the
 * confirmation of the one before.
 */
export function openStream({ host, port, tls }: BrokerAddress, options: TlsOptions): Socket {
  if (!tls) return connectTcp({ host, port, noDelay: true });
  const servername = isIP(host) === 0 ? { servername: host } : {};
  // Loaded only where it is used: TLS takes several megabytes of memory.
  const socket = process.getBuiltinModule('node:tls').connect({ host, port, ...servername, ...options });
  socket.setNoDelay(true);
  return socket;
}

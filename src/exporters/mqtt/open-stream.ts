import { connect as connectTcp, isIP, type Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { BrokerAddress } from './broker-url.ts';
import { readSetting } from './credentials.ts';
import type { MqttSettings } from './settings.ts';

/** What TLS needs to know, with the files' contents. */
export type TlsOptions = Pick<ConnectionOptions, 'ca' | 'cert' | 'key' | 'servername' | 'rejectUnauthorized'>;

/** Reads the files that the settings name. Rejects with the path of one that can't be read. */
export async function readTlsOptions({ tls }: MqttSettings): Promise<TlsOptions> {
  const { ca_file, cert_file, key_file, server_name, verify } = tls;
  return {
    rejectUnauthorized: verify,
    ...(ca_file !== undefined && { ca: await readSetting(ca_file) }),
    ...(cert_file !== undefined && { cert: await readSetting(cert_file) }),
    ...(key_file !== undefined && { key: await readSetting(key_file) }),
    ...(server_name !== undefined && { servername: server_name }),
  };
}

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

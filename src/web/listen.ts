import { once } from 'node:events';
import { lstat, unlink } from 'node:fs/promises';
import { connect, type Server } from 'node:net';
import { messageOf } from '../core/errors.ts';
import { formatListenAddress, type ListenAddress } from './listen-address.ts';

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there already',
  EADDRNOTAVAIL: 'this host does not have that address',
  EACCES: 'there is no permission to listen there',
  EPERM: 'there is no permission to listen there',
  ENOTFOUND: 'there is no such host name',
  ENOENT: 'the directory does not exist',
  ENAMETOOLONG: 'the path is too long for a socket (107 bytes at most)',
  EINVAL: 'that is no address to listen at',
};

/**
 * Makes the server listen and gives the address it listens at, with the real port where 0 was asked for. Rejects with one
 * sentence that names the address. A unix socket that a dead process has left is replaced.
 */
export async function listenAt(server: Server, address: ListenAddress): Promise<ListenAddress> {
  try {
    await bind(server, address);
  } catch (error) {
    if (address.kind !== 'unix' || codeOf(error) !== 'EADDRINUSE') throw refusal(address, error);
    if (!(await isLeftover(address.path))) throw refusal(address, error);
    await unlink(address.path);
    await bind(server, address).catch((again: unknown) => {
      throw refusal(address, again);
    });
  }
  const bound = server.address();
  return address.kind === 'tcp' && bound !== null && typeof bound === 'object'
    ? { ...address, port: bound.port }
    : address;
}

async function bind(server: Server, address: ListenAddress): Promise<void> {
  const listening = once(server, 'listening');
  if (address.kind === 'unix') server.listen(address.path);
  else if (address.host === undefined) server.listen(address.port);
  else server.listen(address.port, address.host);
  await listening;
}

function refusal(address: ListenAddress, error: unknown): Error {
  const reason = REASONS[codeOf(error)] ?? messageOf(error);
  return new Error(`can't listen at ${formatListenAddress(address)}: ${reason}`, { cause: error });
}

/** Whether the path is a socket at which nobody answers any more. */
async function isLeftover(path: string): Promise<boolean> {
  const stats = await lstat(path).catch(() => undefined);
  if (stats?.isSocket() !== true) return false;
  const probe = connect(path);
  try {
    await once(probe, 'connect');
    return false;
  } catch (error) {
    return codeOf(error) === 'ECONNREFUSED';
  } finally {
    probe.destroy();
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

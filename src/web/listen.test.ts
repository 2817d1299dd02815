import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { privateDirectory } from '../../test/support/private-directory.ts';
import { listenAt } from './listen.ts';

describe('listening without a host', () => {
  it('takes connections over IPv4 and IPv6', async (context) => {
    const bound = await listenAt(server(), { kind: 'tcp', host: undefined, port: 0 });
    if (bound.kind !== 'tcp') throw new Error('not a TCP address');
    await reach({ host: '127.0.0.1', port: bound.port });
    if (!existsSync('/proc/net/if_inet6')) context.skip('this machine has no IPv6');
    await reach({ host: '::1', port: bound.port });
  });
});

describe('an address that can not be had', () => {
  it('is named, with the reason, when another program listens there', async () => {
    const bound = await listenAt(server(), { kind: 'tcp', host: '127.0.0.1', port: 0 });
    const port = bound.kind === 'tcp' ? bound.port : 0;
    await expect(listenAt(server(), bound)).rejects.toThrow(
      `can't listen at 127.0.0.1:${port}: another program listens there already`,
    );
  });

  it('is named when the host does not have it', async () => {
    await expect(listenAt(server(), { kind: 'tcp', host: '192.0.2.1', port: 0 })).rejects.toThrow(
      "can't listen at 192.0.2.1:0: this host does not have that address",
    );
  });

  it('is named when its directory does not exist', async () => {
    const socket = path.join(privateDirectory(), 'none', 'a.sock');
    await expect(listenAt(server(), { kind: 'unix', path: socket })).rejects.toThrow(`can't listen at ${socket}: `);
  });
});

describe('a unix socket', () => {
  it('takes connections and is gone when the server is', async () => {
    const socket = path.join(privateDirectory(), 'a.sock');
    const listening = server();
    await listenAt(listening, { kind: 'unix', path: socket });
    await reach({ path: socket });
    listening.close();
    expect(existsSync(socket)).toBe(false);
  });

  it('that a dead process has left is replaced', async () => {
    const socket = path.join(privateDirectory(), 'a.sock');
    leaveSocket(socket);
    await expect(reach({ path: socket })).rejects.toThrow('ECONNREFUSED');
    await listenAt(server(), { kind: 'unix', path: socket });
    await reach({ path: socket });
  });

  it('at which somebody listens is left alone', async () => {
    const socket = path.join(privateDirectory(), 'a.sock');
    await listenAt(server(), { kind: 'unix', path: socket });
    await expect(listenAt(server(), { kind: 'unix', path: socket })).rejects.toThrow('another program listens there');
    await reach({ path: socket });
  });

  it('does not take the place of a file that is none', async () => {
    const file = path.join(privateDirectory(), 'notes.txt');
    writeFileSync(file, 'precious');
    await expect(listenAt(server(), { kind: 'unix', path: file })).rejects.toThrow(`can't listen at ${file}`);
    expect(existsSync(file)).toBe(true);
  });
});

function server(): Server {
  const made = createServer((socket) => socket.destroy());
  onTestFinished(() => {
    made.close();
  });
  return made;
}

async function reach(where: { host: string; port: number } | { path: string }): Promise<void> {
  const socket = connect(where);
  try {
    await once(socket, 'connect');
  } finally {
    socket.destroy();
  }
}

/** What a process that is killed leaves behind. */
function leaveSocket(socket: string): void {
  const program = `require('node:net').createServer().listen(${JSON.stringify(socket)}, () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', program]);
  expect(existsSync(socket)).toBe(true);
}

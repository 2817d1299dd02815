import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { privateDirectory } from '../../../test/support/private-directory.ts';
import { flowTables } from './flow-tables.ts';

// Servers of the test stand in for switches that misbehave.

/** A server at a unix socket that does this with each connection. */
async function server(connected: (socket: net.Socket) => void) {
  const file = path.join(privateDirectory(), 's');
  const open = new Set<net.Socket>();
  const listening = net.createServer((socket) => {
    open.add(socket.on('error', () => undefined).on('close', () => open.delete(socket)));
    connected(socket.resume());
  });
  await once(listening.listen(file), 'listening');
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    listening.close();
  });
  return { file, open };
}

const ask = (file: string, ms = 10_000) => flowTables(file, AbortSignal.timeout(ms));
const HELLO = Buffer.from('0600001000000005000100080000007e', 'hex');

describe('the management socket of a bridge', () => {
  it('that stays silent is waited for until the deadline, and left', async () => {
    const { file, open } = await server((socket) => socket.write(HELLO));
    await expect(ask(file, 50)).rejects.toMatchObject({ kind: 'deadline', target: file });
    while (open.size > 0) await delay(5);
    await expect(flowTables(file, AbortSignal.abort())).rejects.toMatchObject({ kind: 'deadline' });
  });

  it('that closes says so, also in the middle of a message', async () => {
    const hangsUp = await server((socket) => socket.end(HELLO));
    await expect(ask(hangsUp.file)).rejects.toMatchObject({ kind: 'refused' });
    const breaksOff = await server((socket) => socket.end(HELLO.subarray(0, 10)));
    await expect(ask(breaksOff.file)).rejects.toThrow('the connection was closed in the middle of a message');
  });

  it('that speaks something else is refused', async () => {
    const { file } = await server((socket) => socket.end('\0\0\0\0HTTP/1.1 400 Bad Request\r\n\r\n'));
    await expect(ask(file)).rejects.toMatchObject({
      kind: 'refused',
      message: `${file}: sent what is not an OpenFlow answer`,
    });
  });

  it('that is not there is absent', async () => {
    await expect(ask('/run/nothing/br0.mgmt')).rejects.toMatchObject({ kind: 'absent' });
  });
});

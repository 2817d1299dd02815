import net from 'node:net';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { realHost } from '../../src/host/real-host.ts';
import { privateDirectory } from '../support/private-directory.ts';

const soon = () => AbortSignal.timeout(10_000);

function door() {
  const host = realHost();
  onTestFinished(() => host.close());
  return host;
}

/** A server at a socket of its own, ended with the test. Port 0 is TCP. */
async function serve(at: string | 0, talk: (socket: net.Socket) => void): Promise<string> {
  const open = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    talk(socket);
  });
  onTestFinished(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  await new Promise<void>((resolve) => {
    if (at === 0) server.listen(0, '127.0.0.1', resolve);
    else server.listen(at, resolve);
  });
  const address = server.address();
  return typeof address === 'string' || address === null ? String(at) : `127.0.0.1:${address.port}`;
}

const here = () => path.join(privateDirectory(), 'text.sock');

describe('a socket that answers in text', () => {
  it('is sent one line and gives the whole answer, over a path and over TCP', async () => {
    const echo = (socket: net.Socket) =>
      socket.once('data', (line) => {
        socket.write(`you said ${line}`);
        setImmediate(() => socket.end('é'.repeat(100_000)));
      });
    for (const at of [here(), 0] as const) {
      const answer = await door().ask(await serve(at, echo), 'show info', soon());
      expect(answer).toBe(`you said show info\n${'é'.repeat(100_000)}`);
    }
  });

  it('is absent when nobody listens, and when there is no such file', async () => {
    const gone = await serve(0, () => undefined);
    const [address = '', port] = gone.split(':');
    expect([address, Number(port) > 0]).toEqual(['127.0.0.1', true]);
    await expect(door().ask('127.0.0.1:1', 'x', soon())).rejects.toMatchObject({ kind: 'absent' });
    await expect(door().ask(here(), 'x', soon())).rejects.toMatchObject({ kind: 'absent' });
  });

  it('is late when it accepts and never answers, or stops in the middle', async () => {
    for (const talk of [() => undefined, (socket: net.Socket) => socket.write('half of ')]) {
      const target = await serve(here(), talk);
      await expect(door().ask(target, 'x', AbortSignal.timeout(50))).rejects.toMatchObject({
        kind: 'deadline',
        target,
      });
      await expect(door().ask(target, 'x', AbortSignal.abort())).rejects.toMatchObject({ kind: 'deadline' });
    }
  });

  it('refused when it hangs up without a word', async () => {
    const target = await serve(here(), (socket) => socket.end());
    await expect(door().ask(target, 'x', soon())).rejects.toMatchObject({ kind: 'refused' });
  });

  it('is not listened to for ever', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const target = await serve(here(), (socket) => {
      const more = () => {
        while (!socket.destroyed && socket.write(chunk));
      };
      socket.on('drain', more);
      more();
    });
    await expect(door().ask(target, 'x', soon())).rejects.toThrow('an answer of more than');
  });
});

import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { privateDirectory } from '../../../test/support/private-directory.ts';
import { type RealHost, realHost } from '../real-host.ts';

// Servers of the test stand in for daemons that misbehave.

const request = { database: 'Open_vSwitch', tables: { Port: ['name'] } };

function door(): RealHost {
  const host = realHost();
  onTestFinished(() => host.close());
  return host;
}

const kindOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'answered',
    (error: unknown) => (error instanceof Error && 'kind' in error ? error.kind : error),
  );

describe('a socket that is not what it should be', () => {
  /** A server at a unix socket that does this with each connection. */
  const server = async (connected: (socket: net.Socket) => void) => {
    const file = path.join(privateDirectory(), 's');
    const open = new Set<net.Socket>();
    const listening = net.createServer((socket) => {
      open.add(socket.on('error', () => undefined));
      connected(socket);
    });
    await once(listening.listen(file), 'listening');
    onTestFinished(() => {
      for (const socket of open) socket.destroy();
      listening.close();
    });
    return { file, connections: () => open.size };
  };
  const call = (host: RealHost, file: string, ms = 10_000) => host.call(file, 'version', [], AbortSignal.timeout(ms));

  it('accepts and stays silent: every call ends at its deadline', async () => {
    const { file } = await server(() => undefined);
    const host = door();
    await expect(call(host, file, 30)).rejects.toMatchObject({ kind: 'deadline', target: file });
    await expect(host.tables(file, request, AbortSignal.timeout(30))).rejects.toMatchObject({
      kind: 'deadline',
    });
  });

  it('closes after accepting, or in the middle of an answer: the call says so and the next one tries again', async () => {
    const answers = [undefined, '{"id":1,"result":"ha', '{"id":1,"result":"whole\\n","error":null}'];
    const { file, connections } = await server((socket) => {
      const text = answers.shift();
      socket.on('data', () => (text === undefined ? socket.destroy() : socket.end(text)));
    });
    const host = door();
    await expect(call(host, file)).rejects.toThrow('the connection was closed');
    await expect(call(host, file)).rejects.toThrow('the connection was closed in the middle of a message');
    expect(await call(host, file)).toBe('whole\n');
    expect(connections()).toBe(3);
  });

  it('has not answered one caller in time: later ones get a connection of their own, earlier ones keep theirs', async () => {
    let connected = 0;
    const { file, connections } = await server((socket) => {
      connected += 1;
      const isSilent = connected === 1;
      socket.on('data', () => isSilent || socket.write('{"id":1,"result":"here","error":null}'));
    });
    const host = door();
    const patient = kindOf(call(host, file, 300));
    expect(await kindOf(call(host, file, 30))).toBe('deadline');
    expect(await call(host, file)).toBe('here');
    expect(connections()).toBe(2);
    expect(await patient).toBe('deadline');
  });

  it('speaks something else: refused, with what came', async () => {
    const { file } = await server((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await expect(call(door(), file)).rejects.toMatchObject({ kind: 'refused' });
    const brackets = await server((socket) => socket.end('[1,2]}'));
    await expect(call(door(), brackets.file)).rejects.toThrow('sent what is not JSON-RPC');
  });

  it('asks whether we are there: it is told, as ovsdb-server does with its probes', async () => {
    const said: string[] = [];
    const { file } = await server((socket) => {
      socket.once('data', () => socket.write('{"method":"echo","id":"echo","params":["x"]}'));
      socket.on('data', (chunk) => said.push(chunk.toString()));
    });
    const host = door();
    const waiting = kindOf(call(host, file, 2000));
    for (let wait = 0; !said.at(-1)?.includes('"result":["x"]') && wait < 1000; wait += 1) await delay(5);
    expect(JSON.parse(said.at(-1) ?? '')).toEqual({ id: 'echo', result: ['x'], error: null });
    host.close();
    expect(await waiting).toBe('ended');
  });

  it('is not there, or only the file is left: absent', async () => {
    const host = door();
    expect(await kindOf(call(host, '/run/nothing/here.ctl'))).toBe('absent');
    const { file } = await server(() => undefined);
    expect(await kindOf(call(host, path.join(file, 'below')))).toBe('absent');
    await expect(call(host, `/run/${'long/'.repeat(40)}`)).rejects.toMatchObject({ kind: 'refused' });
  });
});

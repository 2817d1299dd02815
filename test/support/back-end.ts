import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** An address of the loopback that hardly anybody else uses, so that a port on it is free again after a server has gone. */
export function loopbackAddress(): string {
  return `127.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(1, 255)}`;
}

/** How a server behaves to whoever connects. */
export type Mood = 'well' | 'refusing' | 'silent' | 'resetting' | 'wrong status';

export type BackEnd = {
  readonly port: number;
  readonly become: (mood: Mood) => Promise<void>;
  /** The next request of each of those who ask is answered with 503, told apart by their Host header. */
  readonly failOnce: () => void;
};

const PORT = 8_080;

/** An HTTP server in the test's process whose mood the test says. */
export async function backEnd(address: string, port = PORT): Promise<BackEnd> {
  const open = new Set<Socket>();
  let mood: Mood = 'well';
  let failed: Set<string> | undefined;

  const answer = (socket: Socket, request: string) => {
    const host = /^host: *(\S+)/im.exec(request)?.[1] ?? '';
    const isFirst = failed !== undefined && !failed.has(host);
    failed?.add(host);
    const status = mood === 'wrong status' || isFirst ? '503 Service Unavailable' : '200 OK';
    socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 2\r\nConnection: close\r\n\r\nup`);
  };
  const server = createServer((socket) => {
    open.add(socket.on('error', () => {}).on('close', () => open.delete(socket)));
    if (mood === 'resetting') socket.resetAndDestroy();
    else if (mood === 'silent') socket.resume();
    else socket.once('data', (chunk) => answer(socket, chunk.toString()));
  });
  const listen = async () => {
    server.listen(port, address);
    await once(server, 'listening');
  };
  const close = async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of open) socket.destroy();
    await closed;
  };
  await listen();
  onTestFinished(async () => {
    if (server.listening) await close();
  });

  return {
    port,
    become: async (next) => {
      if (next === 'refusing' && server.listening) await close();
      mood = next;
      if (next !== 'refusing' && !server.listening) await listen();
    },
    failOnce: () => {
      failed = new Set();
    },
  };
}

const SERVER = `
  const [address, port] = process.argv.slice(1);
  require('node:http').createServer((_, response) => response.end('up')).listen(Number(port), address, () => console.log('ready'));`;

/** An HTTP server in a process of its own, in a network namespace where one is named. Gives what kills it. */
export async function serverProcess(address: string, port = PORT, netns?: string): Promise<() => Promise<void>> {
  const node = [process.execPath, '--eval', SERVER, address, String(port)];
  const argv = netns === undefined ? node : ['nsenter', `--net=/run/netns/${netns}`, ...node];
  const [program = '', ...args] = argv;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  onTestFinished(kill);
  await once(child.stdout, 'data');
  return kill;
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../test/support/free-port.ts';

/** A program that the bench started; `said` are the lines that it printed, with the time of their arrival. */
export type Started = {
  readonly pid: number;
  readonly said: readonly { readonly at: number; readonly line: string }[];
  readonly end: () => Promise<void>;
};

/** HAProxy with this configuration, in the foreground. @param before what it is started with, such as taskset(1) */
export async function startHaproxy(config: string, before: readonly string[]): Promise<Started> {
  const folder = mkdtempSync(join(tmpdir(), 'netsteward-bench-'));
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(file, config);
  const argv = [...before, 'haproxy', '-db', '-f', file];
  const child = spawn(argv[0] ?? '', argv.slice(1), { stdio: ['ignore', 'pipe', 'ignore'] });
  const said: { at: number; line: string }[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const at = performance.now();
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) said.push({ at, line });
  });
  const end = async () => {
    await killed(child);
    rmSync(folder, { recursive: true, force: true });
  };
  return { pid: child.pid ?? 0, said, end };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

const globals = 'global\n  maxconn 4000\n  nbthread 1\n';
const defaults =
  'defaults\n  timeout client 10s\n  timeout server 10s\n  timeout connect 500ms\n  timeout check 500ms\n';

export type Servers = Started & { readonly port: number };

/** Accepts on every address of loopback, and closes again. */
export async function tcpServers(before: readonly string[]): Promise<Servers> {
  const port = await freePort();
  const listen = `frontend members\n  mode tcp\n  bind 0.0.0.0:${port} backlog 65535\n  tcp-request connection reject\n`;
  return await whenUp(port, await startHaproxy(globals + defaults + listen, before));
}

/** Answers every request on every address of loopback with 200. */
export async function httpServers(before: readonly string[]): Promise<Servers> {
  const port = await freePort();
  const listen = `frontend members\n  mode http\n  bind 0.0.0.0:${port} backlog 65535\n  http-request return status 200\n`;
  return await whenUp(port, await startHaproxy(globals + defaults + listen, before));
}

async function whenUp(port: number, started: Started): Promise<Servers> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await answers(port)) return { ...started, port };
    await delay(50);
  }
  await started.end();
  throw new Error('the servers that are checked did not start');
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** A member of the pool of one bench, checked by both sides. */
export type Checked = { readonly name: string; readonly address: string; readonly port: number };

/** Members at addresses of loopback of their own. */
export function members(count: number, portOf: (index: number) => number): readonly Checked[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `m${index}`,
    address: `127.1.${index >> 8}.${index & 255}`,
    port: portOf(index),
  }));
}

/**
 * HAProxy that checks members, each second, up after two and down after three, and prints when one is up or down.
 * @param check what else it is to do: `option httpchk`
 */
export async function haproxyChecking(
  all: readonly Checked[],
  check: string,
  before: readonly string[],
): Promise<Started> {
  const servers = all.map(
    ({ name, address, port }) => `  server ${name} ${address}:${port} check inter 1s fall 3 rise 2`,
  );
  const own = `frontend own\n  mode tcp\n  bind 127.0.0.1:${await freePort()}\n  default_backend pool\n`;
  const log = '  log stdout format raw local0 notice\n';
  const backend = `backend pool\n  mode http\n${check}${servers.join('\n')}\n`;
  return await startHaproxy(
    `${globals}${log}${defaults}  log global\n${own.replace('mode tcp', 'mode http')}${backend}`,
    before,
  );
}

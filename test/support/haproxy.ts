import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { onTestFinished, type TestContext } from 'vitest';
import { realHost } from '../../src/host/real-host.ts';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import { privateDirectory } from './private-directory.ts';
import { hasProgram, programPath } from './programs.ts';

/** An HAProxy of the test's own, ended with the test. */
export type TestHaproxy = {
  /** Its stats socket. */
  readonly admin: string;
  /** Another one, of the level operator. */
  readonly operator: string;
  /** Its master socket. */
  readonly master: string;
  readonly directory: string;
  /** Asks it something, and gives the answer. */
  readonly ask: (command: string) => Promise<string>;
  /** Process ids. */
  readonly masterPid: number;
  readonly workerPid: () => Promise<number>;
  /** Ends it all at once, and waits until it is gone. */
  readonly kill: () => Promise<void>;
};

export type Backend = { readonly port: number; readonly die: () => Promise<void>; readonly live: () => Promise<void> };

/** Skips the test where HAProxy can't be run, with the reason. */
export function skipWithoutHaproxy(context: TestContext): void {
  if (!hasProgram('haproxy')) context.skip('haproxy is not installed');
}

/** Starts a master with one worker. @param config what stands behind `global` and `defaults` */
export async function startHaproxy(context: TestContext, config: string): Promise<TestHaproxy> {
  skipWithoutHaproxy(context);
  const directory = privateDirectory();
  const file = path.join(directory, 'haproxy.cfg');
  const admin = path.join(directory, 'admin.sock');
  const operator = path.join(directory, 'operator.sock');
  const master = path.join(directory, 'master.sock');
  writeFileSync(file, `${globalPart(admin, operator)}${config}`);
  const child = spawn(programPath('haproxy') ?? '', ['-W', '-S', master, '-f', file], {
    stdio: 'ignore',
    detached: true,
  });
  onTestFinished(() => endGroup(child));
  const host = realHost();
  onTestFinished(() => host.close());
  const ask = (socket: string, command: string) => host.ask(socket, command, AbortSignal.timeout(10_000));
  await eventually(() => ask(admin, 'show info').catch(() => '')).toContain('Name: HAProxy');
  return {
    admin,
    operator,
    master,
    directory,
    ask: (command) => ask(admin, command),
    masterPid: child.pid ?? 0,
    workerPid: async () => Number(/^Pid: (\d+)$/m.exec(await ask(admin, 'show info'))?.[1]),
    kill: async () => {
      endGroup(child);
      await eventually(() => ask(admin, 'show info').catch(() => 'gone')).toBe('gone');
    },
  };
}

function globalPart(admin: string, operator: string): string {
  return `global
  stats socket ${admin} mode 600 level admin
  stats socket ${operator} mode 600 level operator
defaults
  mode http
  timeout connect 1s
  timeout client 30s
  timeout server 30s
`;
}

/** Kills the process and all that it started, also what is stopped. */
function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** A web server that can die and return at the same port. */
export async function startBackend(status = 200): Promise<Backend> {
  const port = await freePort();
  let server: http.Server | undefined;
  const die = async () => {
    const ending = server;
    server = undefined;
    ending?.closeAllConnections();
    await new Promise((resolve) => (ending === undefined ? resolve(undefined) : ending.close(resolve)));
  };
  const live = async () => {
    const fresh = http.createServer((_request, response) => response.writeHead(status).end('hello\n'));
    server = fresh;
    await new Promise<void>((resolve) => fresh.listen(port, '127.0.0.1', resolve));
  };
  onTestFinished(die);
  await live();
  return { port, die, live };
}

/** Sends a signal with kill(1). */
export function signalTo(pid: number, name: string): void {
  execFileSync('kill', [`-${name}`, String(pid)]);
}

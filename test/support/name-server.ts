import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished, type TestContext } from 'vitest';
import { portOf } from './nasty-server.ts';
import { privateDirectory } from './private-directory.ts';
import { programPath } from './programs.ts';

export type NameServer = {
  readonly port: number;
  /** Changes its zone. */
  readonly zone: (records: string) => void;
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
};

/** Skips the test, saying so, where the name servers are not installed. */
export function needNameServers(context: TestContext): void {
  for (const program of ['nsd', 'unbound']) {
    if (programPath(program) === undefined) context.skip(`${program} is not installed`);
  }
}

type Place = { readonly netns?: string; readonly port?: number };

/**
 * A real nsd for the zone `example.org`, in a directory of its own at a free port of the loopback address. It is the
 * authority for that zone and refuses all else.
 */
export async function nsd(records: string, { netns, port }: Place = {}): Promise<NameServer> {
  const directory = privateDirectory();
  const own = port ?? (await freePort());
  const file = path.join(directory, 'nsd.conf');
  let serial = 0;
  const zone = (text: string) => {
    serial += 1;
    const head = `$ORIGIN example.org.\n$TTL 60\n@ SOA ns.example.org. admin.example.org. ${serial} 2 2 60 60\n@ NS ns\n`;
    writeFileSync(path.join(directory, 'zone'), `${head}${text}\n`);
  };
  zone(records);
  const server = [`ip-address: 127.0.0.1@${own}`, `zonesdir: "${directory}"`, 'zonefiles-check: yes', 'database: ""'];
  const files = ['pidfile', 'zonelistfile', 'xfrdfile'].map((name) => `${name}: "${directory}/${name}"`);
  const lines = [...server, ...files, 'username: ""', 'server-count: 1', 'rrl-ratelimit: 0', 'hide-version: yes'];
  const control = 'remote-control:\n  control-enable: no\n';
  const zones = 'zone:\n  name: "example.org"\n  zonefile: "zone"\n';
  writeFileSync(file, `server:\n${lines.map((line) => `  ${line}\n`).join('')}${control}${zones}`);
  const daemon = runDaemon([programPath('nsd') ?? 'nsd', '-d', '-c', file], own, netns);
  await daemon.start();
  return {
    port: own,
    ...daemon,
    zone: (text) => {
      zone(text);
      daemon.hangUp();
    },
  };
}

/** A real unbound that asks the other one about `example.org`, and about `example.net`; it keeps nothing for long. */
export async function unbound(authority: number): Promise<Omit<NameServer, 'zone'>> {
  const directory = privateDirectory();
  const port = await freePort();
  const file = path.join(directory, 'unbound.conf');
  const server = [
    `interface: 127.0.0.1@${port}`,
    `directory: "${directory}"`,
    `pidfile: "${directory}/pid"`,
    'username: ""',
    'chroot: ""',
    'do-daemonize: no',
    'use-syslog: no',
    'do-not-query-localhost: no',
    'module-config: "iterator"',
    'cache-max-ttl: 1',
    'cache-max-negative-ttl: 0',
    'infra-host-ttl: 0',
    'num-threads: 1',
  ];
  const stub = ['example.org', 'example.net']
    .map((zone) => `stub-zone:\n  name: "${zone}"\n  stub-addr: 127.0.0.1@${authority}\n`)
    .join('');
  const control = 'remote-control:\n  control-enable: no\n';
  writeFileSync(file, `server:\n${server.map((line) => `  ${line}\n`).join('')}${control}${stub}`);
  const daemon = runDaemon([programPath('unbound') ?? 'unbound', '-d', '-c', file], port);
  await daemon.start();
  return { port, ...daemon };
}

/** A process that is gone when the test has finished; it has started when something answers at its port. */
function runDaemon(argv: readonly string[], port: number, netns?: string) {
  let child: ChildProcess | undefined;
  const kill = async () => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    // All that it forked, too.
    process.kill(-(child.pid ?? 0), 'SIGKILL');
    await exit;
  };
  onTestFinished(kill);
  return {
    kill,
    hangUp: () => void child?.kill('SIGHUP'),
    start: async () => {
      const [program = '', ...args] = netns === undefined ? argv : ['ip', 'netns', 'exec', netns, ...argv];
      const started = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
      child = started;
      let said = '';
      for (const stream of [started.stdout, started.stderr]) {
        stream.on('data', (text: Buffer) => {
          said += text.toString();
        });
      }
      const isUp = netns === undefined ? () => answers(port) : () => sleep(50).then(() => said.includes('started'));
      while (!(await isUp())) {
        if (started.exitCode !== null) throw new Error(`${program} ended before it answered: ${said}`);
      }
    },
  };
}

const ROOT_QUERY = Buffer.from('0001000000010000000000000000020001', 'hex');

/** Whether a query for the root is answered, in whatever way. */
async function answers(port: number): Promise<boolean> {
  const socket = createSocket('udp4').on('error', () => undefined);
  socket.send(ROOT_QUERY, port, '127.0.0.1');
  const answered = once(socket, 'message').then(() => true);
  const isAnswered = await Promise.race([answered, sleep(100).then(() => false)]);
  socket.close();
  return isAnswered;
}

/** A port that is free for both of the transports of DNS. */
async function freePort(): Promise<number> {
  for (;;) {
    const tcp = createServer();
    const port = await portOf(tcp);
    const udp = createSocket('udp4').on('error', () => undefined);
    const isFree = await Promise.race([
      once(udp.bind(port, '127.0.0.1'), 'listening').then(() => true),
      once(udp, 'error').then(() => false),
    ]).catch(() => false);
    udp.close();
    tcp.close();
    if (isFree) return port;
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';

/** Connections to this port are tracked, and UDP to the ports from the other on; no others, such as a test's own. */
const PORT = 7_777;
const UDP_PORT = 20_000;
export const RULES = `
table inet filling {
  chain first { type filter hook output priority raw; tcp dport ${PORT} accept; tcp sport ${PORT} accept; udp dport >= ${UDP_PORT} accept; notrack; }
  chain early { type filter hook prerouting priority raw; tcp dport ${PORT} accept; tcp sport ${PORT} accept; udp dport >= ${UDP_PORT} accept; notrack; }
  chain then { type filter hook output priority filter; ct state new counter; }
}`;

/** Opens connections, says how many there are whenever that changes, and tries on with the others. */
const connect = (count: number, listens: boolean) => `
  const net = require('node:net');
  let open = 0;
  const begin = () => {
    for (let i = 0; i < ${count}; i += 1) {
      net.connect(${PORT}, '127.0.0.1', () => console.log(open += 1)).on('error', () => {});
    }
  };
  if (${listens}) net.createServer((socket) => socket.on('error', () => {})).listen(${PORT}, '127.0.0.1', 511, begin);
  else begin();`;

/** Sends one datagram to each of so many ports. */
const send = (count: number) => `
  const socket = require('node:dgram').createSocket('udp4').on('error', () => {});
  let sent = 0;
  const next = () => {
    if (sent === ${count}) return socket.close();
    sent += 1;
    socket.send('x', ${UDP_PORT} + sent, '127.0.0.1', next);
  };
  next();`;

/** Connections that a program of its own has opened and keeps, until the test has finished. */
export type Connections = { readonly open: () => number };

/** @param listens whether the program is the other side too; otherwise an earlier one is */
export function openConnections(netns: string, count: number, listens: boolean): Connections {
  let open = 0;
  const child = start(netns, connect(count, listens));
  child.stdout?.on('data', (lines) => {
    open = Number(String(lines).trim().split('\n').at(-1));
  });
  return { open: () => open };
}

export function sendDatagrams(netns: string, count: number): void {
  start(netns, send(count));
}

function start(netns: string, script: string): ChildProcess {
  const inside = netns === '' ? [] : ['ip', 'netns', 'exec', netns];
  const [program = '', ...args] = [...inside, process.execPath, '--eval', script];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

/** Connections to this port are tracked, and UDP to the ports from the other on; no others, such as a test's own. */
const PORT = 7_777;
const UDP_PORT = 20_000;
export const RULES = `
table inet filling {
  chain first { type filter hook output priority raw; meta l4proto tcp tcp dport ${PORT} accept; tcp sport ${PORT} accept; udp dport >= ${UDP_PORT} accept; notrack; }
  chain early { type filter hook prerouting priority raw; tcp dport ${PORT} accept; tcp sport ${PORT} accept; udp dport >= ${UDP_PORT} accept; notrack; }
  chain then { type filter hook output priority filter; ct state new counter; }
}`;

/** Opens connections and keeps those that came about, until its input ends. */
const connect = (count: number, listens: boolean) => `
  const net = require('node:net');
  const pending = new Set();
  let last = Date.now();
  const begin = () => {
    for (let i = 0; i < ${count}; i += 1) {
      const socket = net.connect(${PORT}, '127.0.0.1', () => { pending.delete(socket); last = Date.now(); });
      pending.add(socket.on('error', () => {}));
    }
    const timer = setInterval(() => {
      if (pending.size > 0 && Date.now() - last < 1500) return;
      clearInterval(timer);
      for (const socket of pending) socket.destroy();
      console.log(${count} - pending.size);
    }, 50);
  };
  if (${listens}) net.createServer((socket) => socket.on('error', () => {})).listen(${PORT}, '127.0.0.1', 511, begin);
  else begin();
  process.stdin.resume().on('end', () => process.exit());`;

/** Sends one datagram to each of so many ports. */
const send = (count: number) => `
  const socket = require('node:dgram').createSocket('udp4').on('error', () => {});
  let sent = 0;
  const next = () => {
    if (sent === ${count}) { socket.close(); console.log(sent); return; }
    sent += 1;
    socket.send('x', ${UDP_PORT} + sent, '127.0.0.1', next);
  };
  next();`;

/** How many of so many connections came about. They stay open until the test has finished. */
export async function openConnections(netns: string, count: number, listens: boolean): Promise<number> {
  return Number(await firstLine(netns, connect(count, listens)));
}

export async function sendDatagrams(netns: string, count: number): Promise<void> {
  await firstLine(netns, send(count));
}

async function firstLine(netns: string, script: string): Promise<string> {
  const inside = netns === '' ? [] : ['ip', 'netns', 'exec', netns];
  const [program = '', ...args] = [...inside, process.execPath, '--eval', script];
  const child: ChildProcess = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  if (child.stdout === null) throw new Error('no output');
  const [line] = await once(child.stdout, 'data');
  return String(line);
}

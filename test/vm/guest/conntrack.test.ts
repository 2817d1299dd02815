import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Agent, only, startAgent } from './agent/agent.ts';
import { type Broker, startBroker } from './agent/broker.ts';
import { openShell, type Shell } from './shell.ts';
import { until } from './until.ts';

const LIMIT = 64;
const CONNECTIONS = 100;
const MAX = '/proc/sys/net/netfilter/nf_conntrack_max';
const PORT = 7_777;
const NETNS = 'crowded';
/** Tracks the connections to one port, and leaves alone those of the agent and of this test. */
const RULES = `
table inet filling {
  chain first { type filter hook output priority raw; tcp dport ${PORT} accept; tcp sport ${PORT} accept; notrack; }
  chain early { type filter hook prerouting priority raw; tcp dport ${PORT} accept; tcp sport ${PORT} accept; notrack; }
  chain then { type filter hook output priority filter; ct state new counter; }
}`;
/** Opens connections and keeps those that came about, until its input ends. */
const CONNECT = `
  const net = require('node:net');
  const pending = new Set();
  let last = Date.now();
  net.createServer((socket) => socket.on('error', () => {})).listen(${PORT}, '127.0.0.1', () => {
    for (let i = 0; i < ${CONNECTIONS}; i += 1) {
      const socket = net.connect(${PORT}, '127.0.0.1', () => { pending.delete(socket); last = Date.now(); });
      pending.add(socket.on('error', () => {}));
    }
  });
  const timer = setInterval(() => {
    if (Date.now() - last < 1500) return;
    clearInterval(timer);
    for (const socket of pending) socket.destroy();
    console.log(${CONNECTIONS} - pending.size);
  }, 100);
  process.stdin.resume().on('end', () => process.exit());`;

let agent: Agent;
let broker: Broker;

beforeAll(async () => {
  execFileSync('modprobe', ['nf_conntrack']);
  // Otherwise the kernel says nothing of the second full table within five seconds of the first (net_ratelimit).
  writeFileSync('/proc/sys/net/core/message_cost', '0');
  broker = await startBroker();
  agent = await startAgent(only('conntrack', '500ms'));
});
afterAll(async () => {
  await agent?.stop();
  await broker?.end();
});

/** The agent's figure of a namespace, or of all. */
async function figure(name: string, netns?: string): Promise<number | undefined> {
  const series = `netsteward_conntrack_${name}${netns === undefined ? '' : `{netns="${netns}"}`} `;
  const line = (await agent.metrics()).split('\n').find((one) => one.startsWith(series));
  return line === undefined ? undefined : Number(line.slice(series.length));
}

/** Lowers the limit, and fills the table of a namespace beyond it with connections. */
async function fill(netns: string): Promise<{ readonly shell: Shell; readonly open: number }> {
  const before = readFileSync(MAX, 'utf8');
  const shell = openShell(netns);
  const inside = netns === '' ? [] : ['ip', 'netns', 'exec', netns];
  let child: ChildProcess | undefined;
  onTestFinished(async () => {
    child?.kill('SIGKILL');
    writeFileSync(MAX, before);
    await shell.run('nft delete table inet filling; conntrack -F');
    shell.end();
  });
  await shell.run(`ip link set lo up && nft -f - <<'END'\n${RULES}\nEND`);
  await until('the agent reads the table', async () => (await figure('drop_total', netns)) !== undefined);
  writeFileSync(MAX, String(LIMIT));
  const [program = '', ...args] = [...inside, process.execPath, '--eval', CONNECT];
  child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  if (child.stdout === null) throw new Error('no output');
  const [line] = await once(child.stdout, 'data');
  return { shell, open: Number(String(line)) };
}

/** The kernel's own figures by its own tools. */
async function kernels({ run }: Shell) {
  const statistics = await run('conntrack -S');
  const drops = [...statistics.matchAll(/ drop=(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
  const count = Number(await run('cat /proc/sys/net/netfilter/nf_conntrack_count'));
  return { count, listed: Number(await run('conntrack -C')), drops };
}

const told = (from: number) =>
  broker.arrived
    .slice(from)
    .filter(({ type }) => type === 'netsteward.conntrack.table-full')
    .map(({ severity, subject }) => `${severity} ${subject}`);

describe('a connection tracking table that is full', () => {
  it.each([
    { where: 'of the host', netns: '', subject: 'conntrack' },
    { where: 'of a network namespace', netns: NETNS, subject: `${NETNS}:conntrack` },
  ])('$where is told with the figures of the kernel', async ({ netns, subject }) => {
    if (netns !== '') {
      execFileSync('ip', ['netns', 'add', netns]);
      onTestFinished(() => void execFileSync('ip', ['netns', 'del', netns]));
    }
    const from = broker.arrived.length;
    const { shell, open } = await fill(netns);
    expect(open).toBeLessThanOrEqual(LIMIT);
    const kernel = await kernels(shell);
    expect(kernel.drops).toBeGreaterThanOrEqual(CONNECTIONS - LIMIT);
    expect(kernel.count).toBe(kernel.listed);
    await until('the figures are the kernel’s', async () => {
      const { count, drops } = await kernels(shell);
      return (await figure('entries', netns)) === count && (await figure('drop_total', netns)) === drops;
    });
    expect(await figure('entries_limit')).toBe(LIMIT);
    expect(await figure('fullest_namespace_ratio')).toBe(kernel.count / LIMIT);
    expect(execFileSync('dmesg', ['--raw'], { encoding: 'utf8' })).toContain('table full');
    await until('the event arrives', () => told(from).length > 0);
    expect(new Set(told(from))).toEqual(new Set([`critical ${subject}`]));
  });
});

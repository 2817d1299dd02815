import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import type { Collected, Reader } from '../../src/collectors/collector.ts';
import { collector } from '../../src/collectors/conntrack/index.ts';
import type { Occurrence } from '../../src/core/definition.ts';
import { defaultRealHostOptions, type RealHost, realHost } from '../../src/host/real-host.ts';

const LIMIT = '/proc/sys/net/netfilter/nf_conntrack_max';
/** Tracks whatever the namespace sends. */
const RULES = 'table ip t {\n chain out {\n type filter hook output priority 0;\n ct state new counter;\n }\n}\n';
const SERVER = `
  require('node:dgram').createSocket('udp4').bind(7, '10.77.0.2', () =>
    require('node:net').createServer((socket) => socket.on('error', () => {})).listen(7, '10.77.0.2', () => console.log('ready')));`;
const CONNECT = `
  const net = require('node:net');
  let open = 0;
  for (let i = 0; i < 20; i += 1) net.connect(7, '10.77.0.2', () => { open += 1; if (open === 20) console.log('ready'); });`;
const SEND = (count: number) => `
  const socket = require('node:dgram').createSocket('udp4');
  let sent = 0;
  for (let i = 0; i < ${count}; i += 1) socket.send('x', 1000 + i, '10.77.0.2', () => { sent += 1; if (sent === ${count}) socket.close(); });`;

const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

describe('connection tracking on this machine', () => {
  const signal = AbortSignal.timeout(300_000);
  const children: ChildProcess[] = [];
  let name = '';
  let host: RealHost;
  let limitBefore: string | undefined;

  const inside = (netns: string, ...argv: string[]) => run('nsenter', `--net=/run/netns/${netns}`, ...argv);

  beforeEach(async (context) => {
    if (process.getuid?.() !== 0) context.skip('network namespaces are made by root only');
    name = `nst${randomBytes(4).toString('hex')}`;
    run('ip', 'netns', 'add', name);
    run('ip', 'netns', 'add', `${name}x`);
    track(context);
    run('ip', '-n', name, 'link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v0', 'netns', `${name}x`);
    for (const [netns, address] of [[name, '10.77.0.1/24'] as const, [`${name}x`, '10.77.0.2/24'] as const]) {
      run('ip', '-n', netns, 'address', 'add', address, 'dev', 'v0');
      run('ip', '-n', netns, 'link', 'set', 'v0', 'up');
    }
    await start(`${name}x`, SERVER);
    const namespaces = { ...defaultRealHostOptions.namespaces, include: [`${name}*`] };
    host = realHost({ ...defaultRealHostOptions, namespaces });
  });

  afterEach(async () => {
    if (limitBefore !== undefined) writeFileSync(LIMIT, limitBefore);
    limitBefore = undefined;
    host?.close();
    for (const child of children.splice(0)) child.kill('SIGKILL');
    for (const netns of [name, `${name}x`]) if (existsSync(`/run/netns/${netns}`)) run('ip', 'netns', 'del', netns);
  });

  const track = (context: TestContext) => {
    try {
      run('nft', '--version');
    } catch {
      context.skip('nft is not installed');
    }
    try {
      execFileSync('nsenter', [`--net=/run/netns/${name}`, 'nft', '-f', '-'], { input: RULES, stdio: 'pipe' });
    } catch (error) {
      context.skip(`this kernel has no connection tracking in nftables: ${error}`);
    }
    if (!existsSync(LIMIT)) context.skip('this kernel does not track connections');
  };

  /** Runs a script inside the namespace until it says that it is ready. */
  const start = async (netns: string, script: string) => {
    const argv = [`--net=/run/netns/${netns}`, process.execPath, '--eval', script];
    const child = spawn('nsenter', argv, { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    await once(child.stdout, 'data');
  };

  const read = (reader: Reader) => reader.collect({ signal, changed: undefined });
  const pointOf = ({ families }: Collected, metric: string, netns?: string) =>
    families()
      .find(({ definition }) => definition.name === `netsteward_conntrack_${metric}`)
      ?.points.find(({ labels }) => labels[0] === netns)?.value;

  it('is counted in each namespace as the kernel counts it', async () => {
    await start(name, CONNECT);
    inside(name, process.execPath, '--eval', SEND(30));
    const reader = collector.open(host, {});
    const collected = await read(reader);
    const kernels = Number(inside(name, 'cat', '/proc/sys/net/netfilter/nf_conntrack_count'));
    expect(kernels).toBe(50);
    expect(pointOf(collected, 'entries', name)).toBe(kernels);
    expect(pointOf(collected, 'entries', `${name}x`)).toBe(0);
    expect(pointOf(collected, 'entries_limit')).toBe(Number(readFileSync(LIMIT, 'utf8')));
    expect([collected.outcome, collected.problems]).toEqual(['ok', []]);
  });

  it('shows a full table as drops, as a share of the limit and as an event that names the namespace', async (context) => {
    const everywhere = realHost();
    const everybody = await read(collector.open(everywhere, {}));
    everywhere.close();
    // Nobody else's connections may meet the limit: it holds for each namespace apart.
    const most = Math.max(...(everybody.families()[0]?.points ?? []).map(({ value }) => Number(value)));
    const limit = most + 200;
    if (limit > 5000)
      context.skip(`another namespace tracks ${most} connections, too many to lower the limit beside it`);

    const reader = collector.open(host, {});
    const occurrences: Occurrence[] = [];
    const watching = new AbortController();
    const logged = () =>
      run('dmesg', '--raw')
        .split('\n')
        .filter((line) => line.includes('table full'));
    const loggedBefore = logged().length;
    reader.watch?.({ occurred: (one) => occurrences.push(one), changed: () => undefined }, watching.signal);
    const before = await read(reader);

    limitBefore = readFileSync(LIMIT, 'utf8');
    writeFileSync(LIMIT, String(limit));
    const fill = () => inside(name, process.execPath, '--eval', SEND(limit + 300));
    fill();
    const after = await read(reader);
    expect(pointOf(before, 'drop_total', name)).toBe(0);
    expect(pointOf(after, 'drop_total', name)).toBeGreaterThanOrEqual(100);
    expect(pointOf(after, 'entries', name)).toBe(limit);
    expect(pointOf(after, 'fullest_namespace_ratio')).toBe(1);
    expect(before.states.get('table/conntrack')?.fields.limit).toBe(Number(limitBefore));
    expect(after.states.get('table/conntrack')?.fields.limit).toBe(limit);

    // The kernel writes few such lines when there were others just before: then it takes another try.
    for (let attempt = 0; attempt < 8 && occurrences.length === 0; attempt += 1) {
      await new Promise((resolve) => setTimeout(resolve, 800));
      if (occurrences.length === 0) fill();
    }
    watching.abort();
    const lines = logged().slice(loggedBefore);
    if (lines.length === 0) context.skip("drops are counted, but this kernel's log does not tell of a full table");
    expect(occurrences[0]?.definition.what).toBe('table-full');
    if (lines.some((line) => line.includes('in netns'))) expect(occurrences[0]?.subject).toBe(`${name}:conntrack`);
  });
});

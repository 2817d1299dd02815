import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync, readlinkSync } from 'node:fs';
import { type AddressInfo, createServer, Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  addSilentAddress,
  ip,
  networkNamespace,
  noNamespaces,
  SILENT_ADDRESS,
} from '../../../../test/support/network-namespace.ts';
import type { CheckPlace } from '../../checks.ts';
import { CheckFailure } from '../kind.ts';
import { socketAddress } from './address.ts';
import { createSockets } from './index.ts';
import { createLedger, LEDGER_BYTES } from './ledger.ts';

const signal = AbortSignal.timeout(300_000);
const anywhere: CheckPlace = {};

function sockets() {
  const memory = new SharedArrayBuffer(LEDGER_BYTES);
  const made = createSockets(memory, (error) => {
    throw error;
  });
  onTestFinished(() => {
    made.end();
    expect(createLedger(memory).open()).toEqual([]);
  });
  return made;
}

async function listening(host: string): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => {}).end('hello'));
  server.listen(0, host);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return portOf(server.address());
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function echoing(type: 'udp4' | 'udp6', host: string): Promise<number> {
  const server = createSocket(type);
  server.on('message', (bytes, from) => server.send(bytes, from.port, from.address));
  server.bind(0, host);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return server.address().port;
}

const reasonOf = (error: unknown) => (error instanceof CheckFailure ? error.reason : error);
/** Nothing listens there: port 1 of loopback. */
const nobody = 1;

describe('sockets of checks', () => {
  it.each(['127.0.0.1', '127.9.8.7', '::1'])('connect to %s, and Node goes on with the connection', async (address) => {
    const port = await listening(address.startsWith('127') ? '0.0.0.0' : '::1');
    const { fd, roundTrip } = await sockets().connect({ address, port, place: anywhere }, signal);
    expect(roundTrip).toBeGreaterThan(0);
    expect(roundTrip).toBeLessThan(1000);
    const socket = new Socket({ fd });
    const [said] = await once(socket, 'data');
    expect(String(said)).toBe('hello');
    socket.destroy();
  });

  it.each(['127.0.0.1', '::1'])('hear a refusal of %s', async (address) => {
    const refused = sockets().connect({ address, port: nobody, place: anywhere }, signal);
    expect(await refused.catch(reasonOf)).toBe('refused');
  });

  it('give a connection up with its signal', async (context) => {
    const why = noNamespaces();
    if (why !== undefined) context.skip(why);
    const netns = networkNamespace();
    addSilentAddress(netns);
    const stop = new AbortController();
    const waiting = sockets().connect({ address: SILENT_ADDRESS, port: 80, place: { netns } }, stop.signal);
    stop.abort();
    expect(await waiting.catch(reasonOf)).toBe('timeout');
  });

  it('know that a connection stood which was reset before anybody looked', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { begin, look, close } = sockets();
    const fd = begin(socketAddress('127.0.0.1', portOf(server.address())), anywhere, false);
    const [socket] = await once(server, 'connection');
    socket.resetAndDestroy();
    await once(socket, 'close');
    const found = look(fd);
    close(fd);
    expect(found).toEqual({ reason: 'ok', duration: found?.duration });
    expect(found?.duration).toBeGreaterThan(0);
  });

  it.each(['udp4', 'udp6'] as const)('send and receive datagrams over %s', async (type) => {
    const address = type === 'udp4' ? '127.0.0.1' : '::1';
    const port = await echoing(type, address);
    const datagram = sockets().datagram({ address, port, place: anywhere });
    onTestFinished(datagram.close);
    for (const text of ['one', 'two']) {
      datagram.send(Buffer.from(text));
      const { bytes, elapsed } = await datagram.receive(signal);
      expect(bytes.toString()).toBe(text);
      expect(elapsed).toBeGreaterThan(0);
      expect(elapsed).toBeLessThan(1000);
    }
    datagram.close();
  });

  it('wait for an answer as long as it takes', async () => {
    const server = createSocket('udp4');
    server.on('message', (bytes, from) => setTimeout(() => server.send(bytes, from.port, from.address), 100));
    server.bind(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const datagram = sockets().datagram({ address: '127.0.0.1', port: server.address().port, place: anywhere });
    datagram.send(Buffer.from('x'));
    expect((await datagram.receive(signal)).elapsed).toBeGreaterThanOrEqual(99);
    datagram.close();
  });

  it.each(['127.0.0.1', '::1'])('hear that no program has the port of a datagram to %s', async (address) => {
    const datagram = sockets().datagram({ address, port: nobody, place: anywhere });
    datagram.send(Buffer.from('anybody?'));
    expect(await datagram.receive(signal).catch(reasonOf)).toBe('refused');
    datagram.close();
  });

  it('hear that nobody has the address of a datagram', async (context) => {
    const why = noNamespaces();
    if (why !== undefined) context.skip(why);
    const netns = networkNamespace();
    addSilentAddress(netns);
    const soon = ['sysctl', '-qw', 'net.ipv4.neigh.quiet0.retrans_time_ms=20'];
    await once(spawn('ip', ['netns', 'exec', netns, ...soon]), 'exit');
    const datagram = sockets().datagram({ address: '198.51.100.8', port: 9, place: { netns } });
    datagram.send(Buffer.from('anybody?'));
    expect(await datagram.receive(signal).catch(reasonOf)).toBe('unreachable');
    datagram.close();
  });

  it.each(['127.0.0.1', '::1'])('send echo requests to %s and hear the replies', async (address) => {
    const ping = sockets().ping({ address, port: 0, place: anywhere });
    for (const sequence of [1, 2, 70_000]) {
      ping.send(sequence, Buffer.from('payload'));
      const reply = await ping.receive(signal);
      expect(reply.bytes.toString()).toBe('payload');
      expect(reply.sequence).toBe(sequence % 0x10000);
      expect(reply.elapsed).toBeLessThan(1000);
    }
    ping.close();
  });

  it('tell the time of an answer that was not read at once', async () => {
    const ping = sockets().ping({ address: '127.0.0.1', port: 0, place: anywhere });
    ping.send(1, Buffer.alloc(8));
    const until = performance.now() + 300;
    while (performance.now() < until);
    expect((await ping.receive(signal)).elapsed).toBeLessThan(250);
    ping.close();
  });

  it('say when the place is not there', async () => {
    const { datagram } = sockets();
    const failed = (place: CheckPlace, address = '127.0.0.1') => {
      try {
        datagram({ address, port: 9, place }).close();
        return 'ok';
      } catch (error) {
        return reasonOf(error);
      }
    };
    expect(failed({ netns: 'nst-no-such' })).toBe('no-place');
    expect(failed({ netns: '../../proc/1/ns/net' })).toBe('no-place');
    expect(failed({ interface: 'nst-none' })).toBe('no-place');
    expect(failed({ source: '192.0.2.7' })).toBe('no-place');
    expect(failed({ source: '::1' })).toBe('no-place');
    expect(failed({}, 'fe80::1%nst-none')).toBe('no-place');
    expect(failed({}, 'nonsense')).toBe('not-resolved');
    expect(failed({}, '::1]/[')).toBe('not-resolved');
    expect(failed({ source: '127.0.0.9', interface: 'lo' })).toBe('ok');
    expect(failed({}, '::ffff:127.0.0.1')).toBe('ok');
  });

  it('come from the source that was asked for', async () => {
    const server = createSocket('udp4').bind(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const place = { source: '127.1.2.3' };
    const datagram = sockets().datagram({ address: '127.0.0.1', port: server.address().port, place });
    datagram.send(Buffer.from('x'));
    const [, from] = await once(server, 'message');
    expect(from.address).toBe('127.1.2.3');
    datagram.close();
  });

  it('are made inside another namespace, from which this thread comes back', async (context) => {
    const why = noNamespaces();
    if (why !== undefined) context.skip(why);
    const netns = networkNamespace();
    ip('-n', netns, 'addr', 'add', '192.0.2.77/32', 'dev', 'lo');
    const here = readlinkSync('/proc/thread-self/ns/net');
    const { connect, ping } = sockets();
    const port = await listeningInside(netns, '192.0.2.77');
    const { fd } = await connect({ address: '192.0.2.77', port, place: { netns } }, signal);
    const [said] = await once(new Socket({ fd }), 'data');
    expect(String(said)).toBe('inside');
    expect(readlinkSync('/proc/thread-self/ns/net')).toBe(here);
    // Unprivileged echo sockets are allowed in there alone, as this namespace says.
    const allowed = spawn('ip', ['netns', 'exec', netns, 'sysctl', '-qw', 'net.ipv4.ping_group_range=0 0']);
    await once(allowed, 'exit');
    for (const address of ['192.0.2.77', '::1']) {
      const inside = ping({ address, port: 0, place: { netns } });
      inside.send(5, Buffer.from('x'));
      expect((await inside.receive(signal)).sequence).toBe(5);
      inside.close();
    }
    const missing = connect({ address: '192.0.2.77', port, place: { netns, interface: 'nst-none' } }, signal);
    expect(await missing.catch(reasonOf)).toBe('no-place');
    expect(readlinkSync('/proc/thread-self/ns/net')).toBe(here);
  });

  it('know the scope of a link-local address in its namespace', async (context) => {
    const why = noNamespaces();
    if (why !== undefined) context.skip(why);
    const netns = networkNamespace();
    ip('-n', netns, 'link', 'add', 'cable0', 'type', 'veth', 'peer', 'name', 'cable1');
    ip('-n', netns, 'addr', 'add', 'fe80::77/64', 'dev', 'cable0', 'nodad');
    ip('-n', netns, 'link', 'set', 'cable0', 'up');
    ip('-n', netns, 'link', 'set', 'cable1', 'up');
    const { ping } = sockets();
    const inside = ping({ address: 'fe80::77%cable0', port: 0, place: { netns } });
    inside.send(1, Buffer.alloc(0));
    expect((await inside.receive(signal)).sequence).toBe(1);
    inside.close();
  });

  it('leave nothing open and nothing behind', async () => {
    const server = createServer((socket) => socket.on('error', () => {}).resume()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const port = portOf(server.address());
    const { fd } = await sockets().connect({ address: '127.0.0.1', port, place: anywhere }, signal);
    const socket = new Socket({ fd });
    const local = socket.localPort ?? 0;
    expect(local).toBeGreaterThan(0);
    socket.destroy();
    await once(socket, 'close');
    const [from, to] = [local, port].map((one) => `0100007F:${one.toString(16).toUpperCase().padStart(4, '0')}`);
    const lines = readFileSync('/proc/net/tcp', 'utf8').split('\n');
    expect(lines.filter((line) => line.includes(`${from} ${to} `))).toEqual([]);
  });

  it('are let go when the kernel refuses at once', async (context) => {
    const why = noNamespaces();
    if (why !== undefined) context.skip(why);
    const place = { netns: networkNamespace() };
    const { connect, datagram } = sockets();
    const to = { address: '192.0.2.1', port: 9, place };
    expect(await connect(to, signal).catch(reasonOf)).toBe('unreachable');
    expect(() => datagram(to)).toThrow(/network is unreachable/);
  });

  it('share their ports where they have a source and lead to different places', async (context) => {
    const why = noNamespaces();
    if (why !== undefined) context.skip(why);
    const netns = networkNamespace();
    addSilentAddress(netns);
    const range = ['sysctl', '-qw', 'net.ipv4.ip_local_port_range=40000 40001'];
    await once(spawn('ip', ['netns', 'exec', netns, ...range]), 'exit');
    const { connect } = sockets();
    const stop = new AbortController();
    const place = { netns, source: '198.51.100.1' };
    const waiting = [1, 2, 3, 4].map((port) => connect({ address: SILENT_ADDRESS, port, place }, stop.signal));
    const reasons = Promise.all(waiting.map((one) => one.catch(reasonOf)));
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    expect(await reasons).toEqual(['timeout', 'timeout', 'timeout', 'timeout']);
  });
});

/** A server that says `inside` to whoever connects. */
async function listeningInside(netns: string, host: string): Promise<number> {
  const program = `const server = require('net').createServer((socket) => socket.end('inside'));
    server.listen(0, '${host}', () => console.log(server.address().port));`;
  const child = spawn('ip', ['netns', 'exec', netns, process.execPath, '-e', program]);
  onTestFinished(() => void child.kill());
  const [port] = await once(child.stdout, 'data');
  return Number(port);
}

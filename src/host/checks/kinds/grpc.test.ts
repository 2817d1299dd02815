import { createSecureServer, createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '../../../../test/support/eventually.ts';
import { nastyServer, portOf } from '../../../../test/support/nasty-server.ts';
import { oneCheck } from '../../../../test/support/one-check.ts';
import { certificates, tlsServer } from '../../../../test/support/tls-server.ts';
import type { SpecOf } from '../kind.ts';

const plain: SpecOf<'grpc'> = { kind: 'grpc', service: '', tls: undefined };
const secure = {
  serverName: undefined,
  verify: false,
  authority: undefined,
  client: undefined,
  minimumDays: undefined,
};

const grpc = { ':status': 200, 'content-type': 'application/grpc' };
const serving = Buffer.from([0, 0, 0, 0, 2, 8, 1]);
const notServing = Buffer.from([0, 0, 0, 0, 2, 8, 2]);

/** Answers with a message and then a status in the trailers, as servers of gRPC do. */
const answering = (message: Buffer, trailers: Record<string, string> = { 'grpc-status': '0' }) => {
  return (stream: ServerHttp2Stream) => {
    stream.respond(grpc, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    stream.end(message);
  };
};

/** Answers with headers only, as servers of gRPC do when a call fails. */
const failing = (status: string, message?: string) => (stream: ServerHttp2Stream) => {
  const words = message === undefined ? {} : { 'grpc-message': message };
  stream.respond({ ...grpc, 'grpc-status': status, ...words }, { endStream: true });
};

async function serverOf(server: Http2Server, answer: (stream: ServerHttp2Stream) => void) {
  const asked: unknown[] = [];
  const open = new Set<unknown>();
  server.on('session', (session) => {
    open.add(session);
    session.on('close', () => open.delete(session)).on('error', () => undefined);
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    const pieces: Buffer[] = [];
    stream.on('data', (piece: Buffer) => pieces.push(piece));
    stream.on('end', () => {
      const { ':path': path, ':authority': authority, 'content-type': type, te } = headers;
      asked.push({ path, authority, type, te, message: Buffer.concat(pieces).toString('hex') });
      answer(stream);
    });
  });
  onTestFinished(() => void server.close());
  return { port: await portOf(server), asked, open: () => open.size };
}

describe('a gRPC check', () => {
  it('asks for the health of a service', async () => {
    const { port, asked, open } = await serverOf(createServer(), answering(serving));
    const check = oneCheck();
    expect(await check(plain, { port })).toEqual({ reason: 'ok', detail: 'SERVING', certificateExpires: undefined });
    await check({ ...plain, service: 'a.B' }, { port, name: 'api.example.org' });
    const common = { path: '/grpc.health.v1.Health/Check', type: 'application/grpc', te: 'trailers' };
    expect(asked).toEqual([
      { ...common, authority: `127.0.0.1:${port}`, message: '0000000000' },
      { ...common, authority: `api.example.org:${port}`, message: '00000000050a03612e42' },
    ]);
    await eventually(open).toBe(0);
  });

  it.each<[string, (stream: ServerHttp2Stream) => void, object]>([
    ['does not serve', answering(notServing), { reason: 'not-serving', detail: 'NOT_SERVING' }],
    [
      'has no such service',
      failing('5', 'unknown%20service'),
      { reason: 'not-serving', detail: 'NOT_FOUND: unknown service' },
    ],
    ['has no health checks', failing('12', '50%'), { reason: 'wrong-answer', detail: 'UNIMPLEMENTED: 50%' }],
    ['wants a password', failing('16'), { reason: 'wrong-answer', detail: 'UNAUTHENTICATED' }],
    ['has a status of its own', failing('99', '%1b[2J'), { reason: 'wrong-answer', detail: '99: \\x1b[2J' }],
    [
      'gives up after its message',
      answering(serving, { 'grpc-status': '14' }),
      { reason: 'not-serving', detail: 'UNAVAILABLE' },
    ],
    ['forgets the status', answering(serving, {}), { reason: 'bad-answer', detail: 'no grpc-status' }],
    ['says nothing', answering(Buffer.alloc(0)), { reason: 'bad-answer', detail: 'an answer of 0 bytes' }],
    ['says too much', answering(Buffer.alloc(10_000)), { reason: 'bad-answer', detail: 'an answer that does not end' }],
    [
      'is one for web pages',
      (stream) => stream.respond({ ':status': 404 }, { endStream: true }),
      { reason: 'wrong-status' },
    ],
    ['cancels the call', (stream) => stream.close(8), { reason: 'closed' }],
    ['breaks the call off', (stream) => stream.close(2), { reason: 'bad-answer' }],
    ['goes away', (stream) => stream.session?.destroy(), { reason: 'closed' }],
    ['never answers', () => undefined, { reason: 'timeout' }],
  ])('says of a server that it %s', async (_, answer, outcome) => {
    const { port, open } = await serverOf(createServer(), answer);
    const timeout = 'reason' in outcome && outcome.reason === 'timeout' ? 150 : 10_000;
    expect(await oneCheck()(plain, { port, timeout })).toMatchObject(outcome);
    await eventually(open).toBe(0);
  });

  it('works over TLS', async () => {
    const made = certificates();
    const { cert, key } = made.server;
    const { port } = await serverOf(createSecureServer({ cert, key }), answering(serving));
    const check = oneCheck();
    const verify = { ...secure, verify: true, authority: made.authority.certFile };
    const certificateExpires = expect.any(Number);
    expect(await check({ ...plain, tls: verify }, { port })).toEqual({
      reason: 'ok',
      detail: 'SERVING',
      certificateExpires,
    });
    const unknown = { ...plain, tls: { ...verify, serverName: 'other.example.org' } };
    expect(await check(unknown, { port })).toMatchObject({ reason: 'bad-certificate', certificateExpires });
  });

  it('finds a TLS server that does not speak HTTP/2', async () => {
    const { server } = certificates();
    const { port } = await tlsServer(server, (socket) => void socket.write('HTTP/1.1 400 Bad\r\n\r\n'));
    expect(await oneCheck()({ ...plain, tls: secure }, { port })).toMatchObject({ reason: 'bad-answer' });
  });

  it.each<[string, (socket: Socket) => void, object]>([
    ['closes', (socket) => socket.end(), { reason: 'closed' }],
    ['resets', (socket) => socket.once('data', () => socket.resetAndDestroy()), { reason: 'reset' }],
    ['speaks HTTP/1', (socket) => socket.write('HTTP/1.1 400 Bad\r\n\r\n'), { reason: 'bad-answer' }],
    ['echoes', (socket) => socket.pipe(socket), { reason: 'bad-answer' }],
    ['says nothing', () => undefined, { reason: 'timeout' }],
  ])('says what is wrong with a server that %s', async (_, connected, outcome) => {
    const { port, open } = await nastyServer(connected);
    const timeout = 'reason' in outcome && outcome.reason === 'timeout' ? 150 : 10_000;
    expect(await oneCheck()(plain, { port, timeout })).toMatchObject(outcome);
    await eventually(open).toBe(0);
  });
});

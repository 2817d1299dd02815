import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { encode } from 'dns-packet';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nastyServer, portOf } from '../../../../test/support/nasty-server.ts';
import { oneCheck } from '../../../../test/support/one-check.ts';
import type { SpecOf } from '../kind.ts';

// Servers of the test's own stand in for what real ones never say; those are in test/real/checks-dns.test.ts.

const plain: SpecOf<'dns'> = {
  kind: 'dns',
  transport: 'udp',
  name: 'www.example.org',
  type: 'A',
  recursion: false,
  rcodes: ['NOERROR'],
  answers: ['192.0.2.1'],
};
const RESPONSE = 0x8000;
const TRUNCATED = 0x0200;

/** The right answer to a query, but for its flags. */
const answerTo = (query: Buffer, flags = RESPONSE) =>
  encode({
    type: 'response',
    id: query.readUInt16BE(0),
    flags,
    questions: [{ name: plain.name, type: 'A' }],
    answers: [{ name: plain.name, type: 'A', ttl: 60, data: '192.0.2.1' }],
  });

const withId = (message: Buffer, change: number) => {
  message.writeUInt16BE((message.readUInt16BE(0) + change) % 0x10000);
  return message;
};
const framed = (message: Buffer) => Buffer.concat([Buffer.from([message.length >> 8, message.length & 255]), message]);

type Reply = (query: Buffer, send: (answer: Buffer) => void) => void;

async function overUdp(reply: Reply, port = 0): Promise<number> {
  const server: Socket = createSocket('udp4', (query: Buffer, from: RemoteInfo) =>
    reply(query, (answer) => server.send(answer, from.port, from.address)),
  );
  server.bind(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return server.address().port;
}

const overTcp = (reply: Reply) =>
  nastyServer((socket) =>
    socket.once('data', (query: Buffer) => reply(query.subarray(2), (answer) => socket.write(answer))),
  );

describe('a DNS check', () => {
  it.each<[string, Reply, object]>([
    [
      'of others before its own',
      (query, send) => [withId(answerTo(query), 1), answerTo(query)].forEach(send),
      { reason: 'ok' },
    ],
    ['of others only', (query, send) => send(withId(answerTo(query), 1)), { reason: 'timeout' }],
    [
      'of somebody who guesses',
      (query, send) => {
        for (let guess = 1; guess <= 20; guess += 1) send(withId(answerTo(query), guess));
      },
      { reason: 'bad-answer', detail: 'many answers with other ids' },
    ],
    ['that are too short', (_, send) => send(Buffer.from('no')), { reason: 'timeout' }],
    [
      'that are its own query',
      (query, send) => send(query),
      { reason: 'bad-answer', detail: 'a question came back, not an answer' },
    ],
    [
      'that are cut off',
      (query, send) => send(answerTo(query).subarray(0, -2)),
      { reason: 'bad-answer', detail: 'an answer that is cut off' },
    ],
    ['that are none', () => undefined, { reason: 'timeout' }],
  ])('gets answers %s', async (_, reply, outcome) => {
    const port = await overUdp(reply);
    expect(await oneCheck()(plain, { port, timeout: 'detail' in outcome ? 10_000 : 300 })).toMatchObject(outcome);
  });

  it('does not hear answers from elsewhere', async () => {
    const elsewhere = createSocket('udp4');
    onTestFinished(() => void elsewhere.close());
    const port = await overUdp((query) => elsewhere.send(answerTo(query), port, '127.0.0.1'));
    expect(await oneCheck()(plain, { port, timeout: 200 })).toEqual({ reason: 'timeout' });
  });

  it('asks without EDNS when the server does not know it', async () => {
    const queries: Buffer[] = [];
    const port = await overUdp((query, send) => {
      queries.push(query);
      send(
        query.readUInt16BE(10) === 1
          ? answerTo(query, RESPONSE | 1)
              .subarray(0, 12)
              .fill(0, 4)
          : answerTo(query),
      );
    });
    expect(await oneCheck()(plain, { port })).toMatchObject({ reason: 'ok' });
    expect(queries.map((query) => query.readUInt16BE(10))).toEqual([1, 0]);
  });

  it.each<[string, Reply, object]>([
    ['whole', (query, send) => send(framed(answerTo(query))), { reason: 'ok' }],
    [
      'byte by byte',
      (query, send) => {
        for (const byte of framed(answerTo(query))) send(Buffer.of(byte));
      },
      { reason: 'ok' },
    ],
    [
      'with another id',
      (query, send) => send(framed(withId(answerTo(query), 1))),
      { reason: 'bad-answer', detail: 'an answer with another id' },
    ],
    [
      'truncated',
      (query, send) => send(framed(answerTo(query, RESPONSE | TRUNCATED))),
      { reason: 'bad-answer', detail: 'truncated over TCP' },
    ],
    ['as garbage', (_, send) => send(framed(Buffer.from('garbage'))), { reason: 'bad-answer' }],
    ['of no length', (_, send) => send(Buffer.from([0, 0])), { reason: 'bad-answer' }],
    ['in part', (query, send) => send(framed(answerTo(query)).subarray(0, -1)), { reason: 'timeout' }],
  ])('gets an answer over TCP %s', async (_, reply, outcome) => {
    const { port } = await overTcp(reply);
    const timeout = 'reason' in outcome && outcome.reason === 'timeout' ? 200 : 10_000;
    expect(await oneCheck()({ ...plain, transport: 'tcp' }, { port, timeout })).toMatchObject(outcome);
  });

  it('asks over TCP for the rest of an answer, and says when it can not', async () => {
    const tcp = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (query: Buffer) => socket.end(framed(answerTo(query.subarray(2)))));
    });
    const port = await portOf(tcp);
    await overUdp((query, send) => send(answerTo(query, RESPONSE | TRUNCATED)), port);
    const check = oneCheck();
    expect(await check(plain, { port })).toMatchObject({ reason: 'ok' });
    tcp.close();
    await once(tcp, 'close');
    expect(await check(plain, { port })).toMatchObject({ reason: 'refused' });
  });

  it('says of a server that closes the connection that it did', async () => {
    const { port } = await nastyServer((socket) => socket.once('data', () => socket.end(Buffer.from([0, 50, 1]))));
    expect(await oneCheck()({ ...plain, transport: 'tcp' }, { port })).toMatchObject({ reason: 'closed' });
  });
});

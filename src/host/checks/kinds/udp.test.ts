import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { oneCheck } from '../../../../test/support/one-check.ts';
import type { SpecOf } from '../kind.ts';

const hex = (text: string) => Buffer.from(text).toString('hex');
const ping: SpecOf<'udp'> = { kind: 'udp', payload: hex('ping'), expect: undefined };

/** A server that sends these answers to each datagram, and keeps what it got. */
async function answering(...answers: readonly Buffer[]) {
  const got: string[] = [];
  const server: Socket = createSocket('udp4', (bytes, from) => {
    got.push(bytes.toString());
    for (const answer of answers) server.send(answer, from.port, from.address);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: server.address().port, got };
}

describe('a UDP check', () => {
  it('sends its payload, and passes with any answer, or with none', async () => {
    const check = oneCheck();
    const silent = await answering();
    expect(await check(ping, { ...silent, timeout: 200 })).toEqual({ reason: 'ok' });
    expect(silent.got).toEqual(['ping']);
    const friendly = await answering(Buffer.from('whatever'));
    expect(await check({ ...ping, payload: '' }, friendly)).toEqual({ reason: 'ok', duration: expect.any(Number) });
    expect(friendly.got).toEqual(['']);
  });

  it('wants the expected answer somewhere in the first datagram', async () => {
    const check = oneCheck();
    const wanting = { ...ping, expect: hex('pong') };
    expect(await check(wanting, await answering(Buffer.from('+pong\r\n')))).toMatchObject({ reason: 'ok' });
    const outcome = await check(wanting, await answering(Buffer.from('error'), Buffer.from('pong')));
    expect(outcome).toMatchObject({ reason: 'wrong-answer', detail: 'error' });
    const binary = await check(wanting, await answering(Buffer.alloc(300, 7)));
    expect(binary).toMatchObject({ reason: 'wrong-answer', detail: `${'07'.repeat(99)}0…` });
    expect(await check(wanting, { ...(await answering()), timeout: 200 })).toEqual({ reason: 'timeout' });
  });

  it.each(['127.0.0.1', '::1'])('fails where nobody listens at %s', async (address) => {
    expect(await oneCheck()(ping, { address, port: 1 })).toMatchObject({ reason: 'refused' });
  });
});

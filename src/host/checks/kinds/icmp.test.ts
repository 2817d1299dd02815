import { describe, expect, it } from 'vitest';
import type { Attempt, Ping, SpecOf } from '../kind.ts';
import { icmpKind } from './icmp.ts';

// A socket that is told what comes back: what a real one hears is in test/real/checks-icmp.test.ts.

type Reply = { readonly sequence: number; readonly bytes: Buffer };

async function replied(...replies: readonly ((sent: Reply) => Reply)[]) {
  let sent: Reply | undefined;
  const left = [...replies];
  let closed = 0;
  const ping: Ping = {
    send: (sequence, payload) => {
      sent = { sequence, bytes: Buffer.from(payload) };
    },
    receive: async () => {
      const reply = left.shift();
      if (sent === undefined || reply === undefined) throw new Error('nothing more comes');
      return { ...reply(sent), elapsed: 3 };
    },
    close: () => {
      closed += 1;
    },
  };
  const unused = () => {
    throw new Error('not for this kind');
  };
  const attempt: Attempt<SpecOf<'icmp'>> = {
    spec: { kind: 'icmp', payload: 16 },
    name: undefined,
    address: '192.0.2.1',
    port: 0,
    place: {},
    sockets: { connect: unused, datagram: unused, ping: () => ping },
    signal: AbortSignal.timeout(10_000),
  };
  const outcome = await icmpKind.run(attempt).catch(String);
  expect(closed).toBe(1);
  return outcome;
}

const own = (sent: Reply) => sent;
const earlier = ({ sequence, bytes }: Reply) => ({ sequence: (sequence + 1) % 0x10000, bytes });
const altered = ({ sequence }: Reply) => ({ sequence, bytes: Buffer.alloc(16) });

describe('an ICMP check', () => {
  it('passes over replies to others', async () => {
    expect(await replied(earlier, earlier, own)).toEqual({ reason: 'ok', duration: 3 });
    expect(await replied(earlier)).toBe('Error: nothing more comes');
  });

  it('does not take a reply with another payload', async () => {
    expect(await replied(altered)).toMatchObject({ reason: 'bad-answer' });
  });
});

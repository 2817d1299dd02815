import { randomInt } from 'node:crypto';
import type { Socket } from 'node:net';
import { CheckFailure, type Endpoint, type Sockets } from '../kind.ts';
import { openStream, untilFound } from '../stream.ts';
import { type DnsAnswer, type DnsQuestion, dnsQuery, readAnswer } from './message.ts';

export type DnsTransport = 'udp' | 'tcp';

/** `elapsed`: milliseconds from the query to its answer; only over UDP, where the kernel says it. */
export type Asked = { readonly answer: DnsAnswer; readonly elapsed: number | undefined };

/** So many datagrams that are not for the query are passed over: more are not a mistake, but somebody who tries ids. */
const MAX_FOREIGN = 16;

/** Servers that do not know EDNS say so with one of these (RFC 6891, section 7). */
const withoutEdns = ['FORMERR', 'NOTIMP'];

/**
 * Asks a name server. What did not fit into a datagram is asked for again over TCP, as every resolver does; a server that
 * does not understand EDNS is asked without. Rejects with a `CheckFailure`.
 */
export async function askServer(
  sockets: Sockets,
  to: Endpoint,
  question: DnsQuestion,
  transport: DnsTransport,
  signal: AbortSignal,
): Promise<Asked> {
  const exchange = transport === 'udp' ? overUdp : overTcp;
  const first = await exchange(sockets, to, question, true, signal);
  const { rcode, isTruncated } = first.answer;
  if (withoutEdns.includes(rcode)) {
    // One that refuses the question itself refuses it again.
    const plain = await exchange(sockets, to, question, false, signal);
    return plain.answer.isTruncated ? overTcp(sockets, to, question, false, signal) : plain;
  }
  return isTruncated && transport === 'udp' ? overTcp(sockets, to, question, true, signal) : first;
}

type Exchange = (
  sockets: Sockets,
  to: Endpoint,
  question: DnsQuestion,
  withEdns: boolean,
  signal: AbortSignal,
) => Promise<Asked>;

const overUdp: Exchange = async (sockets, to, question, withEdns, signal) => {
  const socket = sockets.datagram(to);
  try {
    const id = randomInt(0x1_0000);
    socket.send(dnsQuery(id, question, withEdns));
    for (let foreign = 0; foreign < MAX_FOREIGN; foreign += 1) {
      const { bytes, elapsed } = await socket.receive(signal);
      const answer = understood(bytes, id, question);
      if (answer !== undefined) return { answer, elapsed };
    }
    throw new CheckFailure('bad-answer', 'many answers with other ids');
  } finally {
    socket.close();
  }
};

const overTcp: Exchange = async (sockets, to, question, withEdns, signal) => {
  const socket = await openStream(sockets, to, signal);
  try {
    const id = randomInt(0x1_0000);
    const query = dnsQuery(id, question, withEdns);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(query.length);
    socket.write(Buffer.concat([length, query]));
    const answer = understood(await firstMessage(socket), id, question);
    if (answer === undefined) throw new CheckFailure('bad-answer', 'an answer with another id');
    // There is no bigger transport to turn to.
    if (answer.isTruncated) throw new CheckFailure('bad-answer', 'truncated over TCP');
    return { answer, elapsed: undefined };
  } finally {
    socket.destroy();
  }
};

/** The first message that comes: its length in two bytes, and the message (RFC 1035, section 4.2.2). */
function firstMessage(socket: Socket): Promise<Buffer> {
  return untilFound<Buffer>(socket, (found) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let end = 2;
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length < end) return;
      const received = Buffer.concat(chunks);
      end = 2 + received.readUInt16BE(0);
      if (length >= end) found(received.subarray(2, end));
      else chunks.splice(0, chunks.length, received);
    });
  });
}

function understood(message: Buffer, id: number, question: DnsQuestion): DnsAnswer | undefined {
  const read = readAnswer(message, id, question);
  if (read.is === 'malformed') throw new CheckFailure('bad-answer', read.why);
  return read.is === 'answer' ? read.answer : undefined;
}

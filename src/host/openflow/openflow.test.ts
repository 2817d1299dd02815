import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseError } from '../../core/errors.ts';
import type { FlowTable } from '../host.ts';
import { createConversation, type Step } from './conversation.ts';
import {
  createMessageSplitter,
  ECHO_REPLY,
  ECHO_REQUEST,
  ERROR,
  encodeMessage,
  HELLO,
  MULTIPART_REPLY,
} from './message.ts';

/** The HELLO of ovs-vswitchd 3.1.0 to which a bridge is to speak OpenFlow 1.0 up to 1.5, and of one with 1.0 only. */
const OVS_HELLO = Buffer.from('0600001000000005000100080000007e', 'hex');
const OLD_HELLO = encodeMessage({ version: 1, type: HELLO, xid: 5, body: Buffer.alloc(0) });

const hello = (version: number, body = '') =>
  encodeMessage({ version, type: HELLO, xid: 9, body: Buffer.from(body, 'hex') });
const reply = (body: Buffer, xid = 2, version = 6) => encodeMessage({ version, type: MULTIPART_REPLY, xid, body });

type Counted = { readonly table: number; readonly flows: number; readonly lookups: bigint; readonly matches: bigint };

/** What a switch sends of these tables. */
function part(tables: readonly Counted[], more: boolean): Buffer {
  const body = Buffer.alloc(8 + tables.length * 24);
  body.writeUInt16BE(3, 0);
  body.writeUInt16BE(more ? 1 : 0, 2);
  for (const [index, { table, flows, lookups, matches }] of tables.entries()) {
    const start = 8 + index * 24;
    body.writeUInt8(table, start);
    body.writeUInt32BE(flows, start + 4);
    body.writeBigUInt64BE(lookups, start + 8);
    body.writeBigUInt64BE(matches, start + 16);
  }
  return body;
}

const shown = ({ table, flows, lookups, matches }: Counted): FlowTable => ({
  table,
  flows: flows === 0xffff_ffff ? undefined : flows,
  lookups: lookups === 2n ** 64n - 1n ? undefined : Number(lookups),
  matches: matches === 2n ** 64n - 1n ? undefined : Number(matches),
});

/** Everything a conversation says to chunks, up to its end. */
function talk(chunks: readonly Buffer[]): { readonly sent: string; readonly outcome: Step['outcome'] } {
  const { receive } = createConversation();
  const sent: Buffer[] = [];
  for (const chunk of chunks) {
    const { send, outcome } = receive(chunk);
    sent.push(...send);
    if (outcome !== undefined) return { sent: Buffer.concat(sent).toString('hex'), outcome };
  }
  return { sent: Buffer.concat(sent).toString('hex'), outcome: undefined };
}

/** Cuts bytes at the given places, wherever these fall. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set([...places.map((place) => place % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

const totals = fc.oneof(fc.bigInt(0n, 2n ** 64n - 1n), fc.constantFrom(0n, 2n ** 64n - 1n));
const counted: fc.Arbitrary<Counted> = fc.record({
  table: fc.integer({ min: 0, max: 255 }),
  flows: fc.oneof(fc.integer({ min: 0, max: 0xffff_ffff }), fc.constantFrom(0, 0xffff_ffff)),
  lookups: totals,
  matches: totals,
});
const anyTables = fc.uniqueArray(counted, { selector: ({ table }) => table, maxLength: 255 });

describe('a conversation with a switch', () => {
  it('begins with a HELLO that offers OpenFlow 1.3 to 1.5, and asks for the tables in the highest common one', () => {
    expect(createConversation().opening.toString('hex')).toBe('06000010000000010001000800000070');
    const request = (version: string) => `${version}120010000000020003000000000000`;
    expect(talk([OVS_HELLO]).sent).toBe(request('06'));
    expect(talk([hello(4)]).sent).toBe(request('04'));
    expect(talk([hello(9)]).sent).toBe(request('06'));
    expect(talk([hello(6, '000100080000001e')]).sent).toBe(request('04'));
    // An element of another type, padded to eight bytes, comes first.
    expect(talk([hello(6, '00070005aa0000000001000800000020')]).sent).toBe(request('05'));
  });

  it('ends when no version is common', () => {
    const refusal = { outcome: { refusal: 'does not speak OpenFlow 1.3, 1.4 or 1.5' }, sent: '' };
    expect(talk([OLD_HELLO])).toEqual(refusal);
    expect(talk([hello(6, '0001000800000082')])).toEqual(refusal);
    expect(() => talk([hello(6, '0001000300000070')])).toThrow('expected elements that fit into the message');
    expect(() => talk([hello(6, '0001000900000070')])).toThrow(ParseError);
  });

  it('gives the tables of all parts, wherever the bytes are cut and whatever else the switch sends', () => {
    fc.assert(
      fc.property(anyTables, fc.nat(255), fc.array(fc.nat()), (tables, middle, places) => {
        const bytes = Buffer.concat([
          OVS_HELLO,
          encodeMessage({ version: 6, type: 10, xid: 0, body: Buffer.from('packet') }),
          reply(part([{ table: 1, flows: 1, lookups: 1n, matches: 1n }], false), 77),
          reply(part(tables.slice(0, middle), true)),
          reply(part(tables.slice(middle), false)),
        ]);
        expect(talk(cut(bytes, places)).outcome).toEqual({ tables: tables.map(shown) });
      }),
    );
  });

  it('answers an echo with what it held', () => {
    const echo = (type: number) => encodeMessage({ version: 6, type, xid: 3, body: Buffer.from('there?') });
    expect(talk([echo(ECHO_REQUEST)])).toEqual({ sent: echo(ECHO_REPLY).toString('hex'), outcome: undefined });
  });

  it('ends with the words of the switch when that sends an error', () => {
    const error = (body: Buffer) => talk([encodeMessage({ version: 1, type: ERROR, xid: 2, body })]).outcome;
    const words = Buffer.from('\0\0\0\0We support version 0x01.\n');
    expect(error(words)).toEqual({ refusal: 'OpenFlow error type 0, code 0: We support version 0x01.' });
    // The data of others is the message that they are about.
    expect(error(Buffer.from('0001000304120010', 'hex'))).toEqual({ refusal: 'OpenFlow error type 1, code 3' });
    expect(() => error(Buffer.from('00', 'hex'))).toThrow(ParseError);
  });

  it('makes no tables of an answer that is cut short, about something else, or tells a table twice', () => {
    const one = { table: 1, flows: 1, lookups: 1n, matches: 1n };
    const short = part([one], false).subarray(0, 31);
    const other = Buffer.from(part([one], false));
    other.writeUInt16BE(1, 0);
    for (const body of [short, other, Buffer.alloc(7), part([one, one], false)]) {
      expect(() => talk([OVS_HELLO, reply(body)])).toThrow(ParseError);
    }
    // Before a version was agreed on, or in another one, nothing can be an answer.
    expect(talk([reply(part([one], false))]).outcome).toBeUndefined();
    expect(talk([OVS_HELLO, reply(part([one], false), 2, 5)]).outcome).toBeUndefined();
  });

  it('gives up a switch that talks without end', () => {
    const chatter = encodeMessage({ version: 6, type: 10, xid: 0, body: Buffer.alloc(60_000) });
    expect(() => talk([OVS_HELLO, ...Array.from({ length: 20 }, () => chatter)])).toThrow('1048576 bytes at most');
  });

  it('throws nothing but its own error and invents nothing, whatever comes', () => {
    const message = fc
      .record({
        version: fc.constantFrom(1, 4, 6),
        type: fc.constantFrom(0, 1, 2, 3, 18, 19, 255),
        xid: fc.constantFrom(0, 2),
        body: fc.oneof(
          fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
          fc.tuple(anyTables, fc.boolean()).map(([tables, more]) => part(tables, more)),
        ),
      })
      .map(encodeMessage);
    const garbage = fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.array(fc.oneof(message, message, garbage, fc.constant(OVS_HELLO))), (chunks) => {
        const outcome = outcomeOrNonsense(chunks);
        if (outcome === undefined || 'refusal' in outcome) return;
        const sent = Buffer.concat(chunks).toString('hex');
        for (const { table, flows, lookups } of outcome.tables) {
          expect(Number.isInteger(table) && table >= 0 && table <= 255).toBe(true);
          for (const hex of [hexOf(flows, 8), hexOf(lookups, 16)]) expect(sent).toContain(hex);
        }
      }),
    );
  });
});

/** Nothing, too, when the conversation ended with its own error. */
function outcomeOrNonsense(chunks: readonly Buffer[]): Step['outcome'] {
  try {
    return talk(chunks).outcome;
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}

/** A figure as it must have been sent; nothing where it is not known, or not exactly. */
function hexOf(figure: number | undefined, digits: number): string {
  return figure === undefined || !Number.isSafeInteger(figure) ? '' : figure.toString(16).padStart(digits, '0');
}

describe('a stream of OpenFlow messages', () => {
  it('does not go on behind a length that is shorter than a header', () => {
    expect(() => createMessageSplitter().push(Buffer.from('0400000700000001', 'hex'))).toThrow(ParseError);
  });

  it('tells when it ends within a message', () => {
    const splitter = createMessageSplitter();
    expect([splitter.isInside(), splitter.push(OVS_HELLO.subarray(0, 9)).length, splitter.isInside()]).toEqual([
      false,
      0,
      true,
    ]);
    expect([splitter.push(OVS_HELLO.subarray(9)).length, splitter.isInside()]).toEqual([1, false]);
  });
});

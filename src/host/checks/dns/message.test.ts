import { encode } from 'dns-packet';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DnsQuestion, dnsQuery, dnsType, isDnsName, plainName, readAnswer } from './message.ts';

const question: DnsQuestion = { name: 'www.Example.org', type: 'A', recursion: true };
const RESPONSE = 0x8000;

const answerTo = (id: number, flags: number, name = 'www.example.org', answers = true) =>
  encode({
    type: 'response',
    id,
    flags,
    questions: [{ name, type: 'A' }],
    answers: answers ? [{ name, type: 'A', ttl: 60, data: '192.0.2.1' }] : [],
  });

describe('a DNS query', () => {
  it('is what name servers expect', () => {
    // Recursion desired, one question, one additional record: EDNS with room for 1232 bytes.
    expect(dnsQuery(0x1234, { name: 'a.org.', type: 'AAAA', recursion: true }, true).toString('hex')).toBe(
      `1234010000010000000000010161036f726700001c0001${'00002904d0000000000000'}`,
    );
    expect(dnsQuery(0x1234, { name: '.', type: 'NS', recursion: false }, false).toString('hex')).toBe(
      '1234000000010000000000000000020001',
    );
  });

  it('is for a name that can be asked for', () => {
    expect(['example.org', 'example.org.', '.', 'a', '_sip._tcp.a', 'é.org'].filter(isDnsName)).toHaveLength(6);
    expect(['', '..', 'a..b', '.a', `${'a'.repeat(64)}.org`, 'a.'.repeat(127).concat('a')].filter(isDnsName)).toEqual(
      [],
    );
    expect(dnsType('aaaa')).toBe('AAAA');
    expect(dnsType('AXFR')).toBe(undefined);
    expect(plainName('Example.ORG.')).toBe('example.org');
    expect(plainName('.')).toBe('.');
  });
});

describe('a DNS answer', () => {
  it('is read with its code and its records', () => {
    expect(readAnswer(answerTo(7, RESPONSE), 7, question)).toMatchObject({
      is: 'answer',
      answer: { rcode: 'NOERROR', isTruncated: false, records: [{ type: 'A', ttl: 60, data: '192.0.2.1' }] },
    });
    expect(readAnswer(answerTo(7, RESPONSE | 3, 'WWW.example.ORG', false), 7, question)).toMatchObject({
      answer: { rcode: 'NXDOMAIN', records: [] },
    });
    expect(readAnswer(answerTo(7, RESPONSE | 11), 7, question)).toMatchObject({ answer: { rcode: 'RCODE_11' } });
  });

  it('is known to be truncated, wherever it was cut', () => {
    const whole = answerTo(7, RESPONSE | 0x0200);
    expect(readAnswer(whole.subarray(0, -3), 7, question)).toMatchObject({
      answer: { isTruncated: true, records: [] },
    });
  });

  it('to another query is left to whom it is for', () => {
    expect(readAnswer(answerTo(8, RESPONSE), 7, question)).toEqual({ is: 'foreign' });
    expect(readAnswer(Buffer.from('short'), 7, question)).toEqual({ is: 'foreign' });
  });

  it('is told from a question, and from the answer to another question', () => {
    expect(readAnswer(dnsQuery(7, question, true), 7, question)).toMatchObject({ is: 'malformed' });
    expect(readAnswer(answerTo(7, RESPONSE, 'www.example.com'), 7, question)).toMatchObject({ is: 'malformed' });
    expect(readAnswer(answerTo(7, RESPONSE), 7, { ...question, type: 'AAAA' })).toMatchObject({ is: 'malformed' });
  });

  it('is told from one that is cut off, or that has an address of three bytes', () => {
    const whole = answerTo(7, RESPONSE);
    for (let length = 12; length < whole.length; length += 1) {
      expect(readAnswer(whole.subarray(0, length), 7, question)).toMatchObject({ is: 'malformed' });
    }
    whole.writeUInt16BE(3, whole.length - 6);
    expect(readAnswer(whole, 7, question)).toMatchObject({ is: 'malformed' });
  });

  it('may do without the question when the server did not understand it', () => {
    const bare = (rcode: number) => Buffer.from([0, 7, 0x80, rcode, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(readAnswer(bare(1), 7, question)).toMatchObject({ answer: { rcode: 'FORMERR' } });
    expect(readAnswer(bare(0), 7, question)).toMatchObject({ is: 'malformed' });
  });

  it('is not judged by what stands behind the answers', () => {
    const odd = Buffer.concat([answerTo(7, RESPONSE), Buffer.from('not a record')]);
    odd.writeUInt16BE(1, 10);
    expect(readAnswer(odd, 7, question)).toMatchObject({ is: 'answer' });
  });

  it('never fails to be read', () => {
    const bytes = fc.uint8Array({ maxLength: 300 }).map((body) => Buffer.concat([Buffer.from([0, 7]), body]));
    const changed = fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { maxLength: 6 }).map((changes) => {
      const answer = answerTo(7, RESPONSE);
      for (const [at, byte] of changes) answer[2 + (at % (answer.length - 2))] = byte;
      return answer;
    });
    fc.assert(
      fc.property(fc.oneof(bytes, changed), (message) => {
        expect(['answer', 'malformed', 'foreign']).toContain(readAnswer(message, 7, question).is);
      }),
      { numRuns: 2000 },
    );
  });

  it('of every type is read without an end in sight', () => {
    // A record of any type with any data, of which the server says that it is as long as it likes.
    const record = fc.tuple(fc.nat(0xffff), fc.nat(0xffff), fc.uint8Array({ maxLength: 80 }));
    fc.assert(
      fc.property(record, ([type, length, data]) => {
        const head = dnsQuery(7, question, false);
        head.writeUInt16BE(RESPONSE, 2);
        head.writeUInt16BE(3, 6);
        const fixed = Buffer.from([0xc0, 12, 0, 0, 0, 1, 0, 0, 0, 9, 0, 0]);
        fixed.writeUInt16BE(type % 70, 2);
        fixed.writeUInt16BE(length % 100, 10);
        const message = Buffer.concat([head, fixed, data]);
        expect(['answer', 'malformed']).toContain(readAnswer(message, 7, question).is);
      }),
      { numRuns: 2000 },
    );
  });
});

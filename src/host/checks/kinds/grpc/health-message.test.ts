import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { healthAnswer, healthRequest } from './health-message.ts';

const framed = (...message: number[]) => Buffer.from([0, 0, 0, 0, message.length, ...message]);

describe('the messages of gRPC health checks', () => {
  it('ask for a service, or for the server as a whole', () => {
    expect(healthRequest('').toString('hex')).toBe('0000000000');
    expect(healthRequest('a.B').toString('hex')).toBe('00000000050a03612e42');
    const long = healthRequest('x'.repeat(300));
    expect(long.subarray(0, 8).toString('hex')).toBe('000000012f0aac02');
    expect(long).toHaveLength(5 + 3 + 300);
  });

  it.each([
    ['SERVING', [0x08, 1]],
    ['NOT_SERVING', [0x08, 2]],
    ['SERVICE_UNKNOWN', [0x08, 3]],
    ['UNKNOWN', []],
    ['300', [0x08, 0xac, 0x02]],
    // Fields of a later version: a varint, 8 bytes, a text and 4 bytes.
    ['SERVING', [0x10, 0x80, 1, 0x19, 1, 2, 3, 4, 5, 6, 7, 8, 0x22, 2, 8, 2, 0x2d, 1, 2, 3, 4, 0x08, 1]],
    ['NOT_SERVING', [0x08, 1, 0x08, 2]],
  ])('say %s', (status, message) => {
    expect(healthAnswer(framed(...message))).toEqual({ is: 'status', status });
  });

  it.each([
    ['an answer of 3 bytes', Buffer.from([0, 0, 0])],
    ['a compressed answer', Buffer.from([1, 0, 0, 0, 2, 8, 1])],
    ['an answer of another length than it says', Buffer.from([0, 0, 0, 0, 3, 8, 1])],
    ['not a HealthCheckResponse', framed(0x08)],
    ['not a HealthCheckResponse', framed(0x08, ...Array.from({ length: 11 }, () => 0xff))],
    ['not a HealthCheckResponse', framed(0x0b)],
    ['not a HealthCheckResponse', framed(0x0a, 9, 1)],
    ['not a HealthCheckResponse', framed(0x09, 1, 2, 3)],
  ])('are told from %s', (why, body) => {
    expect(healthAnswer(body)).toEqual({ is: 'malformed', why });
  });

  it('never fail to be read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(['status', 'malformed']).toContain(healthAnswer(framed(...bytes)).is);
        expect(['status', 'malformed']).toContain(healthAnswer(Buffer.from(bytes)).is);
      }),
    );
  });
});

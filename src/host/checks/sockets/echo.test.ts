import { describe, expect, it } from 'vitest';
import { checksum, echoRequest, readEchoReply } from './echo.ts';

describe('an echo request', () => {
  it('has the checksum of RFC 1071, also over an odd number of bytes', () => {
    expect(checksum(Buffer.from('0001f203f4f5f6f7', 'hex'))).toBe(0x220d);
    expect(checksum(Buffer.from('010203', 'hex'))).toBe(~(0x0102 + 0x0300) & 0xffff);
    expect(checksum(echoRequest(4, 0x1234, 7, Buffer.from('odd')))).toBe(0);
  });

  it('leaves the checksum of version 6 to the kernel', () => {
    expect(echoRequest(6, 1, 70_000, Buffer.of(9)).toString('hex')).toBe('8000000000011170' + '09');
  });
});

describe('an echo reply', () => {
  const reply = Buffer.from('00000000123400070a0b', 'hex');

  it('is read with all that it brings back', () => {
    expect(readEchoReply(reply, 4)).toEqual({ identifier: 0x1234, sequence: 7, payload: Buffer.of(10, 11) });
    expect(readEchoReply(Buffer.from('8100000000010002', 'hex'), 6)).toMatchObject({ sequence: 2 });
  });

  it('is nothing else, and no part of one', () => {
    expect(readEchoReply(reply.subarray(0, 7), 4)).toBeUndefined();
    expect(readEchoReply(reply, 6)).toBeUndefined();
    expect(readEchoReply(Buffer.from('0301000012340007', 'hex'), 4)).toBeUndefined();
    expect(readEchoReply(Buffer.from('0001000012340007', 'hex'), 4)).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { SCOPE_OFFSET, socketAddress } from './address.ts';

const hex = (address: string, port = 0x1234) => Buffer.from(socketAddress(address, port).bytes).toString('hex');

describe('the address of a socket', () => {
  it('is written as the kernel wants it', () => {
    expect(hex('192.0.2.255')).toBe('02001234c00002ff0000000000000000');
    const six = (bytes: string) => `0a00123400000000${bytes.padStart(32, '0')}00000000`;
    expect(hex('::')).toBe(six('0'));
    expect(hex('::1')).toBe(six('1'));
    expect(hex('2001:DB8:0:0:1::9')).toBe(six('20010db8000000000001000000000009'));
    expect(hex('1:2:3:4:5:6:7:8')).toBe(six('00010002000300040005000600070008'));
    expect(hex('fe80::')).toBe(six('fe800000000000000000000000000000'));
    expect(hex('::ffff:192.0.2.1')).toBe(six('ffffc0000201'));
  });

  it('has a scope that is a number, or a device whose number is looked up later', () => {
    expect(socketAddress('fe80::1%7', 0).bytes[SCOPE_OFFSET]).toBe(7);
    expect(socketAddress('fe80::1%7', 0).scope).toBeUndefined();
    expect(socketAddress('fe80::1%eth0', 0)).toMatchObject({ scope: 'eth0' });
  });

  it.each(['', 'web.example', '192.0.2', '192.0.2.1%eth0', '::1]/[', '1::2::3', '12345::'])('is not %j', (text) => {
    expect(() => socketAddress(text, 0)).toThrow(`${text} is no address`);
  });
});

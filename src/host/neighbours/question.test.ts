import { describe, expect, it } from 'vitest';
import { questionOf } from './question.ts';

const about = { device: 'eth0', from: '02:00:00:00:00:01', tries: 1, wait: 1 };
const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const asked = (address: string, vlan?: number) =>
  questionOf({ ...about, address, ...(vlan === undefined ? {} : { vlan }) });

describe('an ARP probe', () => {
  it('names no sender that anybody could learn', () => {
    expect(Buffer.from(asked('192.0.2.9').frame).toString('hex')).toBe(
      `${'ff'.repeat(6)}020000000001${'0806'}0001080006040001020000000001${'00'.repeat(4)}${'00'.repeat(6)}c0000209`.padEnd(
        120,
        '0',
      ),
    );
  });

  it('has the tag of its VLAN', () => {
    expect(Buffer.from(asked('192.0.2.9', 0x123).frame.subarray(12, 20)).toString('hex')).toBe('8100012308060001');
  });

  const reply = (sender: string, address: string, target: string, operation = '0002') =>
    hex(`${target} ${sender} 0806 0001 0800 0604 ${operation} ${sender} ${address} ${target} 00000000`);
  const { read } = asked('192.0.2.9');

  it('is answered by who has the address, to the one who asked', () => {
    expect(read(reply('020000000009', 'c0000209', '020000000001'))).toBe('02:00:00:00:00:09');
    expect(read(reply('020000000009', 'c0000208', '020000000001'))).toBeUndefined();
    expect(read(reply('020000000009', 'c0000209', '020000000002'))).toBeUndefined();
    expect(read(reply('020000000009', 'c0000209', '020000000001', '0001'))).toBeUndefined();
    expect(read(reply('020000000009', 'c0000209', '020000000001').subarray(0, 41))).toBeUndefined();
  });
});

describe('a neighbour solicitation', () => {
  it('comes from nobody, goes to the group of the address and has the checksum of RFC 4443', () => {
    const frame = Buffer.from(asked('2001:db8::1:2:3').frame);
    expect(frame.subarray(0, 14).toString('hex')).toBe('3333ff02000302000000000186dd');
    expect(frame.subarray(14, 54).toString('hex')).toBe(
      `6000000000183aff${'00'.repeat(16)}ff0200000000000000000001ff020003`,
    );
    // Summed up by hand: ff02 + 1 + ff02 + 3 + 18 + 3a + 8700 + 2001 + db8 + 1 + 2 + 3.
    const sum = [0xff02, 1, 0xff02, 3, 0x18, 0x3a, 0x8700, 0x2001, 0xdb8, 1, 2, 3].reduce((all, one) => all + one, 0);
    expect(frame.readUInt16BE(56)).toBe(~((sum & 0xffff) + (sum >> 16)) & 0xffff);
  });

  it('is answered by an advertisement of the address', () => {
    const { read } = asked('2001:db8::9');
    const advertisement = (type: string, target: string) =>
      hex(
        `333300000001 020000000009 86dd 6000000000183aff ${'00'.repeat(32)} ${type}00000000000000 20010db8${'00'.repeat(11)}${target}`,
      );
    expect(read(advertisement('88', '09'))).toBe('02:00:00:00:00:09');
    expect(read(advertisement('88', '08'))).toBeUndefined();
    expect(read(advertisement('87', '09'))).toBeUndefined();
  });
});

describe('a question that makes no sense', () => {
  it.each([
    [{ address: 'router' }, 'router is no IPv4 or IPv6 address'],
    [{ address: 'fe80::1%eth0' }, 'fe80::1%eth0 is no IPv4 or IPv6 address'],
    [{ from: '02:00' }, '02:00 is no hardware address to send from'],
    [{ from: '01:00:5e:00:00:01' }, '01:00:5e:00:00:01 is no hardware address to send from'],
    [{ vlan: 4095 }, '4095 is no VLAN'],
    [{ vlan: 1.5 }, '1.5 is no VLAN'],
  ])('%o is refused: %s', (wrong, words) => {
    expect(() => questionOf({ ...about, address: '192.0.2.9', ...wrong })).toThrow(words);
  });
});
